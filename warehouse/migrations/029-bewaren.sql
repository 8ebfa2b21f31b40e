-- Keeping no longer than is needed: clients that go after a number of years or on request, and what comes of them later
-- stays out (`sluis client`, warehouse/client.c, sink/gewist.c; docs/privacy.md).
--
-- A client goes as a whole and in one transaction: events, rows, signalen. What is left is a tombstone, so that a redelivery
-- stays out, and a line in a log to which can only be added. That transaction first locks beheer.positie, so that no partij is
-- under way, and moves every epoch: a loader that is running finds its own gone, connects again, drops what it remembers of
-- clients and looks into the tombstones from then on.
--
-- Readings, where the definition leaves room:
-- * The last day of a client (beheer.client_einde) is the latest of: the end of each started traject; of a toewijzing that was
--   not started, and of each that says so, its Einddatum; the days of a traject of a list that did not start; the last day of
--   the month of each prestatie; the Dagtekening of each message. A started traject without end is open, and so is a
--   toewijzing without Einddatum that was not started: who has one open stays. A list has no Dagtekening: as many aanbieders
--   deliver all their trajecten every month, its day of receipt would keep a client for ever. It decides only for a client of
--   whom nothing else has a day (a line that was withdrawn). The same of a record that PostgreSQL refused (beheer.geweigerd),
--   of which no other day is known; who has nothing else can be erased, and expires.
-- * A client goes when that day lies more than the number of years before the day that is asked for: kept through the same
--   day of the year, gone the day after.
-- * Whoever went because of age may come back with new care years later, and that is loaded. Up to weert_tot nothing is:
--   what was known when the client went, and what had expired on that day however late it comes. Of a message its
--   Dagtekening decides, of a line of a list the latest day in it (none: it stays out). Who went on request stays out for good.
-- * beheer.levering tells what became of its events: genoemd, or gewist (removed since, refused ones among them), or geweerd
--   (never stored).

create table beheer.gewist (
  pseudoniem uuid primary key,
  dag date not null,
  reden text not null check (reden in ('bewaartermijn', 'verzoek')),
  weert_tot date not null check (reden = 'bewaartermijn' or weert_tot = 'infinity')
);

create table beheer.avg_log (
  nummer bigint generated always as identity primary key,
  moment timestamptz not null default clock_timestamp(),
  door text not null default session_user,
  handeling text not null check (handeling in ('export', 'bewaartermijn', 'verzoek')),
  pseudoniem uuid not null,
  aantallen jsonb not null
);

create function beheer.weiger_wijziging() returns trigger
language plpgsql as $$
begin
  raise exception 'rows of %.% are added and never changed', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger alleen_toevoegen before update or delete or truncate on beheer.avg_log
for each statement execute function beheer.weiger_wijziging();

alter table beheer.levering
  add column gewist integer not null default 0,
  add column geweerd integer not null default 0;

-- A levering of which all events went, or never came in, or wait in beheer.geweigerd, is no double.
create or replace view rapport.levering as
select l.id, l.organisatie, coalesce(g.naam, a.naam) as organisatie_naam, l.ontvangen, l.naam as bestand, l.soort,
  case when l.oordeel <> 'afgekeurd' and l.gebeurtenissen > 0 and l.genoemd + l.gewist + l.geweerd = 0 and w.aantal is null
    then 'dubbel' else l.oordeel end as oordeel,
  l.regels_goed, l.regels_fout, l.gebeurtenissen, l.genoemd, l.bytes, l.opgeslagen, l.bekend_van, l.gewist, l.geweerd,
  coalesce(w.aantal, 0) as geweigerd
from beheer.levering l
left join dwh.dim_gemeente g on g.code = l.organisatie and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = l.organisatie and a.bekend_tot = 'infinity'
left join (select levering, count(*) as aantal from beheer.geweigerd group by levering) w on w.levering = l.id;

-- The tables that hold rows of a client: a table of a later migration belongs here by its column pseudoniem alone.
create function beheer.tabellen_van_client() returns table (tabel regclass)
language sql stable as $$
  select c.oid::regclass
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'pseudoniem' and not a.attisdropped
  where c.relkind = 'r' and c.relnamespace in ('dwh'::regnamespace, 'beheer'::regnamespace)
    and c.relname !~ '^inzage_' and c.oid not in ('beheer.gewist'::regclass, 'beheer.avg_log'::regclass)
  order by c.oid::regclass::text collate "C"
$$;

create view beheer.client_einde as
select pseudoniem, coalesce(max(dag) filter (where not van_lijst), max(dag)) as laatste_dag
from (
  select pseudoniem, dagtekening as dag, soort in ('traject_regel', 'verhuisd') as van_lijst
  from dwh.gebeurtenis
  where soort not in ('declaratie_afkeur', 'indicator_regel')
  union all
  select pseudoniem, ontvangen, true
  from beheer.geweigerd
  where soort not in ('declaratie_afkeur', 'indicator_regel')
  union all
  select pseudoniem,
    case
      when gestart is not null then coalesce(gestopt, 'infinity')
      when toewijzing is not null then coalesce(toewijzing_einde, 'infinity')
      else greatest(aangemeld, intake, gestopt)
    end, false
  from dwh.traject where bekend_tot = 'infinity'
  union all
  select pseudoniem, greatest(ingangsdatum, einddatum), false from dwh.toewijzing where bekend_tot = 'infinity'
  union all
  select pseudoniem, greatest(einddatum, (maand + interval '1 month')::date - 1), false
  from dwh.prestatie where bekend_tot = 'infinity'
) as feit
group by pseudoniem;

-- One client, on request. Null when there is nothing of it, and nothing is done then.
create function beheer.wis_op_verzoek(client uuid, op date) returns bigint
language plpgsql as $$
begin
  lock table beheer.positie in share row exclusive mode;
  if not exists (
    select from dwh.gebeurtenis where pseudoniem = client and soort not in ('declaratie_afkeur', 'indicator_regel'))
    and not exists (
    select from beheer.geweigerd where pseudoniem = client and soort not in ('declaratie_afkeur', 'indicator_regel')) then
    return null;
  end if;
  return beheer.verwijder_clienten(array[client], 'verzoek', op, null);
end
$$;

-- Those whose last day lies more than so many years before a day.
create function beheer.verlopen_clienten(op date, jaren integer) returns table (pseudoniem uuid)
language sql stable as $$
  select pseudoniem from beheer.client_einde where laatste_dag + make_interval(years => jaren) < op
$$;

-- Of these clients the ones that have expired still, once no partij is under way. Returns how many went, and their events.
create function beheer.wis_verlopen(clienten uuid[], op date, jaren integer, out gegaan bigint, out gebeurtenissen bigint)
language plpgsql as $$
declare
  verlopen uuid[];
begin
  lock table beheer.positie in share row exclusive mode;
  verlopen := array(
    select pseudoniem from beheer.client_einde
    where pseudoniem = any (clienten) and laatste_dag + make_interval(years => jaren) < op
    order by pseudoniem);
  gegaan := cardinality(verlopen);
  gebeurtenissen := 0;
  if gegaan > 0 then
    gebeurtenissen := beheer.verwijder_clienten(verlopen, 'bewaartermijn', op, jaren);
  end if;
end
$$;

-- The rows of a client in one of those tables, oldest knowledge first, without what only the program reads.
create function beheer.rijen_van_client(tabel regclass, client uuid) returns json
language plpgsql stable as $$
declare
  rijen json;
begin
  execute format(
    'select coalesce(json_agg(row_to_json(t) order by to_jsonb(t) ->> ''bekend_van'', to_jsonb(t)::text), ''[]'') '
    'from %s as t where pseudoniem = $1', tabel)
  into rijen using client;
  return rijen;
end
$$;

comment on table beheer.gewist is 'Cliënten van wie alles is gewist: wat van hen nog wordt aangeleverd blijft buiten.';
comment on column beheer.gewist.pseudoniem is 'De cliënt: pseudoniem van het BSN.';
comment on column beheer.gewist.dag is 'Dag waarop is gewist; bij herhaling de laatste.';
comment on column beheer.gewist.reden is 'Waarom: bewaartermijn (verlopen) of verzoek (van de betrokkene).';
comment on column beheer.gewist.weert_tot is 'Gegevens tot en met deze dag blijven buiten: de Dagtekening van een bericht, de laatste datum in een regel van een lijst; infinity = alles.';
comment on table beheer.avg_log is 'Wie wanneer gegevens van een cliënt heeft geëxporteerd of gewist. Er kan alleen worden toegevoegd; een BSN staat er nooit in.';
comment on column beheer.avg_log.nummer is 'Volgnummer.';
comment on column beheer.avg_log.moment is 'Moment van de handeling.';
comment on column beheer.avg_log.door is 'Login van de database waarmee het is gedaan.';
comment on column beheer.avg_log.handeling is 'Wat: export, of gewist om reden van bewaartermijn of verzoek.';
comment on column beheer.avg_log.pseudoniem is 'De cliënt: pseudoniem van het BSN.';
comment on column beheer.avg_log.aantallen is 'Aantal rijen per tabel; een tabel zonder rijen van de cliënt staat er niet in.';
comment on column beheer.levering.genoemd is 'Aantal gegevens in dwh.gebeurtenis dat deze levering noemt; 0 bij een goede levering met gegevens = dubbel, alles was al bekend uit een eerdere, tenzij gewist of geweerd daarnaast niet 0 is.';
comment on column beheer.levering.gewist is 'Aantal gegevens dat deze levering noemde en dat daarna met de cliënt is gewist.';
comment on column beheer.levering.geweerd is 'Aantal gegevens van deze levering dat niet is opgeslagen omdat de cliënt is gewist.';
comment on column rapport.levering.genoemd is 'Aantal gegevens in dwh.gebeurtenis dat deze levering noemt; 0 bij een goede levering met gegevens = dubbel, alles was al bekend uit een eerdere, tenzij gewist of geweerd daarnaast niet 0 is.';
comment on column rapport.levering.bekend_van is 'Eerste dag waarop de levering als bekend telt: de dag van ontvangst, of de eerste open dag als die bij het opslaan al was afgesloten.';
comment on column rapport.levering.geweigerd is 'Aantal gegevens van de levering dat PostgreSQL heeft geweigerd en dat nog wacht (beheer.geweigerd).';
comment on column rapport.levering.gewist is 'Aantal gegevens dat deze levering noemde en dat daarna met de cliënt is gewist.';
comment on column rapport.levering.geweerd is 'Aantal gegevens van deze levering dat niet is opgeslagen omdat de cliënt is gewist.';
comment on view beheer.client_einde is 'Van elke cliënt de dag waarvan de bewaartermijn telt.';
comment on column beheer.client_einde.pseudoniem is 'De cliënt: pseudoniem van het BSN.';
comment on column beheer.client_einde.laatste_dag is 'Laatste dag van zorg, toewijzing, declaratie of bericht; infinity = er is nog iets open.';
comment on function beheer.weiger_wijziging is 'Weigert wijzigen en verwijderen van rijen van een logboek.';
comment on function beheer.tabellen_van_client is 'De tabellen met rijen van een cliënt.';
comment on function beheer.wis_op_verzoek is 'Wist een cliënt op verzoek (sluis client erase).';
comment on function beheer.verlopen_clienten is 'Cliënten van wie de bewaartermijn is verlopen.';
comment on function beheer.wis_verlopen is 'Wist van deze cliënten wie verlopen is (sluis client expire).';
comment on function beheer.rijen_van_client is 'De rijen van een cliënt in een tabel, voor sluis client export.';
