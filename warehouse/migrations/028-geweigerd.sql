-- Events that PostgreSQL refused (SQLSTATE class 22 or 23): a value or a constraint that one record breaks. The rest of
-- its partij is stored; the record waits here, under its own identity, until it is stored after all
-- (sink/geweigerd.c, `sluis quarantine replay`). That its levering is stored while some of its events are here is seen by counting,
-- never by a number that is kept.
--
-- What follows from the record (soort, domein, day of receipt) stands beside it, as in dwh.gebeurtenis. Of the refusal only the names
-- that PostgreSQL gives are kept, never its text: that may quote a value.
create table beheer.geweigerd (
  levering uuid not null,
  gebeurtenis uuid not null,
  pseudoniem uuid not null,
  regel integer not null,
  ontvangen date not null,
  soort text not null,
  sqlstate text not null,
  tabel text,
  kolom text,
  beperking text,
  schema bigint not null,
  inhoud bytea not null,
  geweigerd timestamptz not null default current_timestamp,
  pogingen integer not null default 0 check (pogingen >= 0),
  laatste_poging timestamptz,
  primary key (levering, gebeurtenis, pseudoniem)
);

-- What is stored under this naming or a lower one needs no second attempt. Called at the end of a partij when
-- anything waits at all.
create function beheer.wis_opgenomen() returns bigint language sql as $$
  with weg as (
    delete from beheer.geweigerd q using dwh.gebeurtenis g
    where g.pseudoniem = q.pseudoniem and g.id = q.gebeurtenis
      and (g.ontvangen, g.levering, g.regel) <= (q.ontvangen, q.levering, q.regel)
    returning 1
  )
  select count(*) from weg
$$;

comment on table beheer.geweigerd is 'Gegevens die PostgreSQL heeft geweigerd en die wachten tot zij alsnog worden opgenomen; gepseudonimiseerd, een rij per gegeven en levering.';
comment on column beheer.geweigerd.levering is 'Id in beheer.levering.';
comment on column beheer.geweigerd.gebeurtenis is 'Id van het gegeven, zoals in dwh.gebeurtenis.';
comment on column beheer.geweigerd.pseudoniem is 'De cliënt, zoals in dwh.gebeurtenis.';
comment on column beheer.geweigerd.regel is 'Regel van het bestand waar het gegeven begint.';
comment on column beheer.geweigerd.ontvangen is 'Dag van ontvangst van de levering.';
comment on column beheer.geweigerd.soort is 'Soort gegeven: toewijzing, start, stop, prestatie, ...';
comment on column beheer.geweigerd.sqlstate is 'SQLSTATE waarmee PostgreSQL weigerde: klasse 22 (een waarde) of 23 (een beperking).';
comment on column beheer.geweigerd.tabel is 'Tabel die weigerde; leeg als PostgreSQL haar niet noemt.';
comment on column beheer.geweigerd.kolom is 'Kolom die weigerde; leeg als PostgreSQL haar niet noemt.';
comment on column beheer.geweigerd.beperking is 'Naam van de beperking (constraint); leeg als het er geen is.';
comment on column beheer.geweigerd.schema is 'Vingerafdruk van het Avro-schema van inhoud.';
comment on column beheer.geweigerd.inhoud is 'Het gegeven in Avro.';
comment on column beheer.geweigerd.geweigerd is 'Moment waarop het gegeven voor het eerst werd geweigerd.';
comment on column beheer.geweigerd.pogingen is 'Aantal keren dat het gegeven daarna opnieuw is aangeboden (quarantine replay).';
comment on column beheer.geweigerd.laatste_poging is 'Moment van de laatste keer; leeg als dat niet is gebeurd.';
