"""How many digits of an amount stand behind the decimal point, by currency (ISO 4217, list one).

Amounts travel as integers in the minor unit: 1000 is ₩1,000 in KRW and $10.00 in USD.
"""

from __future__ import annotations

_USUAL = 2
_UNUSUAL: dict[int | None, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
    None: "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX",
}
_DIGITS = {code: digits for digits, codes in _UNUSUAL.items() for code in codes.split()}


def minor_digits(code: str) -> int | None:
    """Digits behind the point; None for what has no minor unit and is no money to pay with: metals, tests."""
    return _DIGITS.get(code, _USUAL)
