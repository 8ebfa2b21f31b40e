-- The trajecten as they are known now.
SELECT t.pseudoniem AS client, t.domein, t.gemeente, t.aanbieder, w.toewijzing_nummer AS nummer, t.volgnummer, t.product,
       t.toegewezen, t.ingang, t.gestart, t.start_bron, t.gestopt, t.einde_bron, t.reden
FROM dwh.traject t
LEFT JOIN dwh.toewijzing w ON w.pseudoniem = t.pseudoniem AND w.sleutel = t.toewijzing AND w.bekend_tot = 'infinity'
WHERE t.bekend_tot = 'infinity'
