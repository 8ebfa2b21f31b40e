-- The journey of a client: each started traject with its neighbours. The neighbours follow from the trajecten alone and
-- are stored; what a step is called depends on `--gat` and is settled by the report.
create table dwh.klantreis (
  pseudoniem uuid not null,
  sleutel uuid not null,
  gestart date not null,
  gestopt date,
  vorige uuid,
  gat integer,
  is_vervolg boolean not null,
  volgende uuid,
  gat_na integer,
  loopt_naast boolean not null,
  loopt_door boolean not null,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (pseudoniem, sleutel, bekend_van)
) with (fillfactor = 80);

comment on table dwh.klantreis is 'Klantreis: elk gestart traject van een cliënt met zijn buren in de tijd, over alle bronnen, domeinen, gemeenten en aanbieders heen.';
comment on column dwh.klantreis.pseudoniem is 'De cliënt: pseudoniem van het BSN, overal gelijk zolang de sleutel gelijk is.';
comment on column dwh.klantreis.sleutel is 'Sleutel in dwh.traject.';
comment on column dwh.klantreis.gestart is 'Eerste dag van de zorg van dit traject.';
comment on column dwh.klantreis.gestopt is 'Laatste dag van de zorg; leeg = loopt door.';
comment on column dwh.klantreis.vorige is 'Sleutel van het traject dat het laatst eindigde op of voor dit begin; leeg als er geen is.';
comment on column dwh.klantreis.gat is 'Dagen van het einde van vorige tot dit begin; 0 = dezelfde dag overgenomen.';
comment on column dwh.klantreis.is_vervolg is 'Of dit traject het volgende is van zijn vorige: een traject heeft maar een vervolg.';
comment on column dwh.klantreis.volgende is 'Sleutel van het eerste traject dat begint op of na dit einde; leeg als er geen is.';
comment on column dwh.klantreis.gat_na is 'Dagen van dit einde tot het begin van volgende.';
comment on column dwh.klantreis.loopt_naast is 'Of een eerder begonnen traject na dit begin nog loopt.';
comment on column dwh.klantreis.loopt_door is 'Of een ander traject, begonnen op of voor dit einde, daarna doorloopt.';
comment on column dwh.klantreis.bekend_van is 'Eerste dag waarop deze rij bekend was.';
comment on column dwh.klantreis.bekend_tot is 'Eerste dag waarop deze rij niet meer gold; infinity = geldt nu.';
