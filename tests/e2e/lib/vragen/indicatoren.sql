-- Every version of every figure with the days between which it was known.
SELECT indicator, van, tot, gemeente, kenmerk, waarde, teller, noemer, bekend_van, bekend_tot FROM dwh.indicator
