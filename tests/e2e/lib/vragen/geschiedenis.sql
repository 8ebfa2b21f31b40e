-- Every version of every traject with the days between which it was known.
SELECT t.pseudoniem AS client, t.domein, t.gemeente, w.toewijzing_nummer AS nummer, t.volgnummer, t.ingang,
       t.toewijzing_einde AS einde, t.gestart, t.start_bron, t.gestopt, t.einde_bron, t.reden, t.bekend_van, t.bekend_tot
FROM dwh.traject t
LEFT JOIN LATERAL (SELECT toewijzing_nummer FROM dwh.toewijzing w
                   WHERE w.pseudoniem = t.pseudoniem AND w.sleutel = t.toewijzing LIMIT 1) w ON true
