"""What a reconciliation found, told: to a terminal, a browser, a spreadsheet, a machine.

Every format is a module with a function `render(report)`; `formats` lists them, `tally` and `wording` count and word
for all of them.
"""
