-- Every version of every onderbreking with the days between which it was known.
SELECT pseudoniem AS client, van, tot, bekend_van, bekend_tot FROM dwh.onderbreking
