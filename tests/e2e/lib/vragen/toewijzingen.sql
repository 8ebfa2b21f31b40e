-- Every version of every toewijzing with the days between which it was known.
SELECT pseudoniem AS client, domein, gemeente, toewijzing_nummer AS nummer, product, toegewezen, eerste_ingangsdatum,
       ingangsdatum, einddatum, reden_wijziging, bekend_van, bekend_tot
FROM dwh.toewijzing
