"""What reconciliation finds, said once more: payment by payment, in plain loops over lists."""

from collections import Counter, defaultdict

GOING = ("cancellation", "dispute")


def discrepancies(ledger, portone, terms):
    """Sorted `(name, key, kind, at stake, whether it may heal yet)`."""
    ledger, portone = keyed(ledger), keyed(portone)
    rematch(ledger, portone, terms.fallbacks)
    found = []
    for family in ("payment", "settlement"):
        for key in {k for f, k in (*ledger, *portone) if f == family}:
            found += judged(key, family, ledger[family, key], portone[family, key], terms)
    return sorted(found, key=str)


def keyed(rows):
    told = defaultdict(list)
    for each in rows:
        settlement = each.kind == "settlement"
        key = each.entry_id if settlement else each.payment_id
        told["settlement" if settlement else "payment", f"¬{each.source or ''}" if key is None else key].append(each)
    return told


def rematch(ledger, portone, fallbacks):
    for columns in fallbacks:
        for family in ("payment", "settlement"):
            mine = only({k: v for (f, k), v in ledger.items() if f == family and not portone.get((f, k))}, columns)
            theirs = only({k: v for (f, k), v in portone.items() if f == family and not ledger.get((f, k))}, columns)
            for values in mine.keys() & theirs.keys():
                moved = ledger.pop((family, mine[values]))
                ledger[family, theirs[values]] = moved


def only(rows, columns):
    """The keys that are alone with their values."""
    values = {
        key: {
            tuple(getattr(each, c) for c in columns)
            for each in listed
            if all(getattr(each, c) is not None for c in columns)
        }
        for key, listed in rows.items()
    }
    counted = Counter(each for told in values.values() for each in told)
    return {
        next(iter(told)): key for key, told in values.items() if len(told) == 1 and counted[next(iter(told))] == 1
    }


def judged(key, family, mine, theirs, terms):
    times = [each.at for each in (*mine, *theirs) if each.at is not None]
    if times and ((terms.since and max(times) < terms.since) or (terms.until and min(times) >= terms.until)):
        return []
    recent = bool(times) and max(times) > terms.as_of - terms.grace
    kinds = ("settlement",) if family == "settlement" else ("payment", "cancellation", "dispute")
    found = []
    for kind in kinds:
        told = About(kind, mine, theirs, terms)
        if told.mine or told.theirs:
            found += [(name, key, kind, stake, heals and recent) for name, stake, heals in told.judge()]
    return found


class Side:
    def __init__(self, rows):
        self.rows = rows
        done = [each for each in rows if each.state == "done"]
        self.done = done
        self.pending = [each for each in rows if each.state == "pending"]
        self.failed = [each for each in rows if each.state == "failed"]
        self.total = sum(each.amount for each in done)
        alike = Counter((each.entry_id or each.transaction_id, each.amount, each.currency) for each in done)
        self.strict = sum(amount * (n if ref is None else 1) for (ref, amount, _), n in alike.items())
        self.loose = sum(amount for (_, amount, _) in alike)
        self.repeated = sum(n - 1 for (ref, _, _), n in alike.items() if ref is not None)
        self.copies = sum(n - 1 for n in alike.values())
        self.currencies = {each.currency for each in rows}
        self.first = min((each.at for each in done if each.at), default=None)

    def __bool__(self):
        return bool(self.rows)

    def tax(self, name):
        told = [getattr(each, name) for each in self.done]
        return None if None in told else sum(told)


class About:
    def __init__(self, kind, mine, theirs, terms):
        self.kind, self.terms = kind, terms
        self.mine, self.theirs = (Side([each for each in rows if each.kind == kind]) for rows in (mine, theirs))
        self.known = all(any(each.kind == "payment" for each in rows) for rows in (mine, theirs))
        named = self.theirs or self.mine
        self.tolerated = terms.tolerance.get(min(named.currencies), 0) if named else 0

    def near(self, one, other):
        return abs(one - other) <= self.tolerated

    def judge(self):
        mine, theirs = self.mine, self.theirs
        both = bool(mine.done and theirs.done)
        unlike = both and not self.same_currency()
        if self.kind == "settlement":
            if (mine.done or theirs.done) and (unlike or not self.near(mine.total, theirs.total)):
                yield "settlement_sum", abs(mine.total - theirs.total), True
            return
        if unlike and self.kind != "dispute":
            yield "currency", max(mine.total, theirs.total), False
        if both and not unlike and not self.near(mine.total, theirs.total):
            yield from self.sums()
        yield from self.payment(both) if self.kind == "payment" else self.alone()
        if self.kind != "dispute" and self.stale():
            yield "stale", theirs.total, True

    def same_currency(self):
        mine, theirs = self.mine.currencies, self.theirs.currencies
        return (min(mine), max(mine)) == (min(theirs), max(theirs))

    def sums(self):
        mine, theirs = self.mine, self.theirs
        name = "cancellation_sum" if self.kind == "cancellation" else "amount"
        sides = {"duplicate_in_ledger": (mine, theirs), "duplicate_at_portone": (theirs, mine)}
        for which, (side, other) in sides.items():
            if self.twice(side, other):
                by_reference = side.total - side.strict
                yield which, by_reference if by_reference > 0 else side.total - side.loose, False
        explained = (
            self.near(mine.strict, theirs.strict)
            or (mine.copies > 0 and self.near(mine.loose, theirs.strict))
            or (theirs.copies > 0 and self.near(mine.strict, theirs.loose))
        )
        if not explained:
            yield name, abs(mine.strict - theirs.strict), self.kind == "cancellation"

    def twice(self, side, other):
        by_reference = side.repeated > 0 and side.total > other.strict
        looks = side.copies > 0 and side.total > other.total
        by_looks = looks and not self.near(side.strict, other.strict) and self.near(side.loose, other.strict)
        return by_reference or by_looks

    def stale(self):
        mine, theirs = self.mine, self.theirs
        return bool(not mine.done and mine.pending and (theirs.done or (theirs.failed and not theirs.pending)))

    def alone(self):
        mine, theirs = self.mine, self.theirs
        differ = bool(mine.done) != bool(theirs.done) and not self.near(mine.total, theirs.total)
        if self.known and differ and not self.stale():
            name = "cancellation_sum" if self.kind == "cancellation" else "amount"
            yield name, abs(mine.strict - theirs.strict), name == "cancellation_sum"

    def payment(self, both):
        mine, theirs = self.mine, self.theirs
        if theirs.done and not mine:
            yield "missing_in_ledger", theirs.total, True
        if mine.done and not theirs:
            yield "missing_at_portone", mine.total, True
        yield from self.states()
        test = any(each.channel == "TEST" for each in theirs.done)
        if test and mine.done and not self.terms.test_counts and any(each.channel != "TEST" for each in mine.done):
            yield "test_channel", mine.total, False
        if both:
            yield from self.times()
            yield from self.taxes()

    def states(self):
        mine, theirs = self.mine, self.theirs
        failed, failed_there = (bool(x.failed and not x.done and not x.pending) for x in (mine, theirs))
        waits_there = bool(theirs.pending and not theirs.done)
        if (mine.done and failed_there) or (failed and (theirs.done or waits_there)):
            yield "status", max(mine.total, theirs.total), True
        if mine.done and waits_there:
            yield "booked_before_paid", mine.total, True

    def times(self):
        mine, theirs, skew = self.mine.first, self.theirs.first, self.terms.skew
        if skew is not None and mine and theirs:
            if mine - theirs > skew:
                yield "time_skew", 0, False
            if theirs - mine > skew:
                yield "booked_before_paid", 0, False

    def taxes(self):
        pairs = [[side.tax(name) for side in (self.mine, self.theirs)] for name in ("tax_free", "vat")]
        differing = [abs(one - other) for one, other in pairs if one is not None and other is not None]
        mine, theirs = self.mine, self.theirs
        twice = not self.near(mine.total, theirs.total) and (self.twice(mine, theirs) or self.twice(theirs, mine))
        if self.same_currency() and any(differing) and not twice:
            yield "tax_split", max(differing), False
