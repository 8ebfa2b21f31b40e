-- Every version of every traject of a list with the days between which it was known.
SELECT pseudoniem AS client, domein, gemeente, product, voorziening, team, melder, hoofddomein, aangemeld, gestart, gestopt, reden,
       bekend_van, bekend_tot
FROM dwh.traject WHERE bron = 'lijst'
