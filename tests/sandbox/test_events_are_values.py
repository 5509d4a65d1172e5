"""Events are values: they can be counted, and put into sets, whatever they tell of."""

from collections import Counter

from documented_errors.tax_invoices import issued


def test_events_of_payments_and_of_tax_invoices_can_be_counted(merchant):
    merchant.instant()
    issued(merchant)
    events = list(merchant.sandbox._state.events)
    assert {each.type for each in events} == {"Transaction.Paid", "TaxInvoice.Issued"}
    assert Counter([*events, *events]) == dict.fromkeys(events, 2)
