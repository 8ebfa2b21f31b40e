-- Every version of every line of a declaratie; amounts with their sign.
SELECT pseudoniem AS client, domein, declaratie, referentie_nummer AS ref, to_char(maand, 'YYYY-MM') AS maand,
  CASE debet_credit WHEN 'C' THEN -bedrag_cent ELSE bedrag_cent END AS cent, debet_declaratie AS debet,
  afgekeurd_door AS door, retourcodes AS codes, bekend_van, bekend_tot
FROM dwh.prestatie
