-- Trajectnummers that move from one client to another, teams as a dimension, and SL04.
--
-- Who has a number on which day follows from all its lines, over all clients (transform/verhuizing.h). The transaction
-- that stores lines locks their numbers here, reads the lines of those that several clients have, and puts a Verhuisd in
-- beheer.te_vouwen for each client that loses one; whoever owns that client folds it and stores it as an event.
--
-- A number that moved before this migration is settled with its next line. A warehouse with content needs `sluis rebuild`
-- for SL04, and one with lists for birth year and sex: the program of this migration reads those otherwise (transform/client_stand.c).

alter table dwh.gebeurtenis add column trajectnummer uuid;

create function beheer.varint_in(inhoud bytea, plek integer, out getal bigint, out volgende integer)
language plpgsql immutable as $$
declare
  schuif integer := 0;
begin
  getal := 0;
  volgende := plek;
  loop
    getal := getal | ((get_byte(inhoud, volgende) & 127)::bigint << schuif);
    schuif := schuif + 7;
    volgende := volgende + 1;
    exit when get_byte(inhoud, volgende - 1) < 128;
  end loop;
  getal := (getal >> 1) # -(getal & 1); -- zigzag
end
$$;

-- In the record the trajectnummer is the first field of the line. Before it: three ids of 16 bytes, regel and ontvangen,
-- another id, and then fields of four forms: a number, a text (its length, its bytes), and either of them behind a branch
-- that says whether it is there.
create function beheer.trajectnummer_in(inhoud bytea) returns uuid language plpgsql immutable as $$
declare
  plek integer := 48;
  vorm text;
  getal bigint;
begin
  for vorm in select unnest(array['getal', 'getal', 'id', 'getal', 'tekst?', 'tekst', 'getal', 'getal?', 'tekst?', 'getal']) loop
    if vorm = 'id' then
      plek := plek + 16;
      continue;
    end if;
    if vorm like '%?' then
      select g.getal, g.volgende into getal, plek from beheer.varint_in(inhoud, plek) as g;
      continue when getal = 0;
    end if;
    select g.getal, g.volgende into getal, plek from beheer.varint_in(inhoud, plek) as g;
    if vorm like 'tekst%' then
      plek := plek + getal;
    end if;
  end loop;
  return encode(substring(inhoud from plek + 1 for 16), 'hex')::uuid;
end
$$;
update dwh.gebeurtenis set trajectnummer = beheer.trajectnummer_in(inhoud) where soort = 'traject_regel';
drop function beheer.trajectnummer_in(bytea);
drop function beheer.varint_in(bytea, integer);
-- With the client in it, so that "does any other client have this number" is answered by the index alone.
create index gebeurtenis_trajectnummer on dwh.gebeurtenis (trajectnummer, pseudoniem) where trajectnummer is not null;

comment on column dwh.gebeurtenis.trajectnummer is 'Trajectnummer van een traject_regel: hash met sleutel van aanbieder en nummer. Leeg bij al het andere, ook bij verhuisd.';
comment on column dwh.gebeurtenis.soort is 'Soort gegeven: toewijzing (301), start (305), stop (307), prestatie (323), afwijzing (325: een afgekeurde prestatie), declaratie_afkeur (325: een declaratie die als geheel is afgekeurd), traject_regel (regel van een trajectlijst), indicator_regel (regel van een indicatorlijst) of verhuisd (een trajectnummer van deze cliënt staat in een latere regel bij een andere cliënt).';
comment on column dwh.gebeurtenis.pseudoniem is 'De cliënt: pseudoniem van het BSN, overal gelijk zolang de sleutel gelijk is. Van een declaratie_afkeur, die geen cliënt heeft, de declaratie; van een indicator_regel de sleutel in dwh.indicator; van een verhuisd de cliënt die het trajectnummer kwijtraakt.';
comment on column dwh.gebeurtenis.levering is 'Levering waarin het gegeven het eerst stond; van een verhuisd die van de regel bij de andere cliënt.';
comment on column dwh.gebeurtenis.bericht is 'Het bericht: afzender, BerichtCode en Identificatie als hash met sleutel; van een verhuisd het eigen id. Twee leveringen met hetzelfde bericht en andere inhoud geven SL03.';
comment on column beheer.levering.genoemd is 'Aantal gegevens in dwh.gebeurtenis dat deze levering noemt; 0 bij een goede levering met gegevens = dubbel, alles was al bekend uit een eerdere. Meer dan gebeurtenissen als een trajectnummer naar een andere cliënt verhuist.';

create table beheer.trajectnummer (
  trajectnummer uuid primary key
);

comment on table beheer.trajectnummer is 'Trajectnummers van lijsten, om te vergrendelen zolang een partij er regels van opslaat. Wie een nummer heeft, staat in dwh.gebeurtenis.';
comment on column beheer.trajectnummer.trajectnummer is 'Hash met sleutel van aanbieder en trajectnummer.';

create table beheer.te_vouwen (
  pseudoniem uuid not null,
  id uuid not null,
  bekend_van date not null,
  schema bigint not null,
  inhoud bytea not null,
  primary key (pseudoniem, id)
);

comment on table beheer.te_vouwen is 'Gegevens die uit regels van andere cliënten volgen (verhuisd) en wachten op de lader van hun cliënt; leeg als alles is verwerkt.';
comment on column beheer.te_vouwen.pseudoniem is 'De cliënt.';
comment on column beheer.te_vouwen.id is 'Id waaronder het gegeven in dwh.gebeurtenis komt.';
comment on column beheer.te_vouwen.bekend_van is 'Eerste dag waarop het gegeven als bekend telt.';
comment on column beheer.te_vouwen.schema is 'Vingerafdruk van het recordschema, als in dwh.gebeurtenis.';
comment on column beheer.te_vouwen.inhoud is 'Het hele gegeven als Avro-record (binair).';

-- Called with the lines that a transaction has just stored, number and client of each. Locks the numbers and returns those
-- that several clients have: the second statement sees what other transactions stored before they gave the locks away.
--
-- Locks go by number, so that two loaders never wait for each other in a circle; those that store lines of many numbers
-- in parts may, and the server has one of them do its partij again.
create function beheer.gedeelde_trajectnummers(nummers uuid[], clienten uuid[]) returns setof uuid
language plpgsql as $$
begin
  insert into beheer.trajectnummer select distinct nummer from unnest(nummers) as nummer order by nummer
  on conflict do nothing;
  perform from beheer.trajectnummer where trajectnummer = any(nummers) order by trajectnummer for update;
  return query
    select distinct regel.nummer
    from unnest(nummers, clienten) as regel (nummer, client)
    where exists (select from dwh.gebeurtenis g where g.trajectnummer = regel.nummer and g.pseudoniem < regel.client)
      or exists (select from dwh.gebeurtenis g where g.trajectnummer = regel.nummer and g.pseudoniem > regel.client)
    order by regel.nummer;
end
$$;

-- A line of a list may have no gemeente.
alter table dwh.signaal alter column gemeente drop not null;
comment on column dwh.signaal.gemeente is 'Gemeente, CBS-code van vier cijfers; leeg = onbekend (alleen in lijsten).';

insert into dwh.dim_signaal (code, gegeven, omschrijving, actie) values
  ('SL04', 'traject_regel', 'Dezelfde zorg van deze cliënt en aanbieder staat ook in berichten; zij telt twee keer.',
    'Laat de aanbieder de zorg langs één weg aanleveren en de andere intrekken; beperk een rapport tot dan met --where bron=bericht of bron=lijst.');
comment on column dwh.dim_signaal.gegeven is 'Waar het signaal op staat: start, stop, toewijzing, prestatie, traject_regel of alle.';
comment on column rapport.signaal.gegeven is 'Waar het signaal op staat: start, stop, toewijzing, prestatie, traject_regel of alle.';

-- Teams stand in no reference file: a dimension of what the lists name. A team is one of an aanbieder, since two may
-- have a team Noord. No new predicate on bekend_tot: an index on it would make every closing of a version dearer.
create index traject_team on dwh.traject (aanbieder, team) where team is not null;

create function dwh.team_sleutel(aanbieder text, team text) returns text
language sql immutable parallel safe as $$
  select case when team is null or team = 'onbekend' then 'onbekend' else aanbieder || ':' || team end
$$;

create view dwh.dim_team as
select aanbieder, team, min(bekend_van) as bekend_van
from dwh.traject
where team is not null and team <> 'onbekend' and bekend_tot = 'infinity'
group by aanbieder, team
union all
select 'onbekend', 'onbekend', '-infinity';

comment on view dwh.dim_team is 'Dimensie: teams van aanbieders zoals lijsten ze noemen en nu bekend; een rij per aanbieder en team, en onbekend.';
comment on column dwh.dim_team.aanbieder is 'Aanbieder, AGB-code van acht cijfers, of onbekend.';
comment on column dwh.dim_team.team is 'Naam van het team, of onbekend.';
comment on column dwh.dim_team.bekend_van is 'Eerste dag waarop een traject van dit team, zoals nu bekend, bekend was.';

create view rapport.dim_team as
select dwh.team_sleutel(t.aanbieder, t.team) as sleutel, t.team, t.aanbieder, coalesce(a.naam, 'onbekend') as aanbieder_naam
from dwh.dim_team t
left join dwh.dim_aanbieder a on a.agb = t.aanbieder and a.bekend_tot = 'infinity';

comment on view rapport.dim_team is 'Dimensie: teams van aanbieders zoals lijsten ze noemen en nu bekend. Een rij per aanbieder en team, en onbekend, voor trajecten zonder team.';
comment on column rapport.dim_team.sleutel is 'Sleutel: team_sleutel van een feit. AGB-code en team, of onbekend.';
comment on column rapport.dim_team.team is 'Naam van het team, of onbekend.';
comment on column rapport.dim_team.aanbieder is 'Aanbieder, AGB-code van acht cijfers, of onbekend.';
comment on column rapport.dim_team.aanbieder_naam is 'Naam van de aanbieder, of onbekend als de code niet in aanbieders.csv staat.';

-- The facts that have a team get its key as last column.
do $$
declare
  feit text;
begin
  foreach feit in array array['traject', 'traject_maand'] loop
    execute format('create or replace view rapport.%1$I as select v.*, dwh.team_sleutel(v.aanbieder, v.team) as team_sleutel '
      'from (%2$s) as v', feit, rtrim(pg_get_viewdef(format('rapport.%I', feit)::regclass), ';'));
    execute format('comment on column rapport.%I.team_sleutel is %L', feit,
      'Sleutel in rapport.dim_team: aanbieder en team, of onbekend als er geen team is.');
  end loop;
end
$$;

-- Who may read figures may know how many gegevens none of them has yet; the gegevens themselves are beheer's.
create view rapport.onderweg as
select count(*) as gegevens from beheer.te_vouwen;
comment on view rapport.onderweg is 'Een rij: wat is opgeslagen en nog in geen feit staat.';
comment on column rapport.onderweg.gegevens is 'Aantal gegevens dat wacht op de lader van zijn cliënt (beheer.te_vouwen).';
