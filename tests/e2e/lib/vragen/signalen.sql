-- Every version of every signaal, with the file of the line that it is about.
SELECT s.pseudoniem AS client, s.code, l.naam AS bestand, s.bekend_van, s.bekend_tot
FROM dwh.signaal s JOIN beheer.levering l ON l.id = s.levering
