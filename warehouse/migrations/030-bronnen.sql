-- Several sources, several loaders: a partij moves the positions of all its sources at once or none of them.
--
-- A source gives records in an order that it keeps: the inbox, whose position counts partijen, or a partition of Kafka,
-- whose position is the offset of the next record that is wanted. Each has its own owner, so that loaders which own
-- different sources store at the same time, and nothing else may rely on one of them being alone.

-- Partitions share the clients out, and so does the inbox, which has all of them: who takes the inbox fences the owners of
-- partitions, and who takes a partition that of the inbox. Whoever loads from both has each wait for the other, and loses
-- nothing.
create or replace function beheer.neem_over(van_bron text, out epoch bigint, out positie bigint)
language plpgsql as $$
begin
  lock table beheer.positie in row exclusive mode; -- before any row, or who is alone waits for the row, and we for the table
  perform from beheer.positie p where p.bron = van_bron or (p.bron = 'inbox') <> (van_bron = 'inbox') order by p.bron for update;
  update beheer.positie p set epoch = p.epoch + 1 where (p.bron = 'inbox') <> (van_bron = 'inbox');
  insert into beheer.positie as p (bron, epoch, positie, bijgewerkt, wachtrij_bytes)
  values (van_bron, 1, 0, current_timestamp, 0)
  on conflict (bron) do update set epoch = p.epoch + 1, bijgewerkt = current_timestamp, wachtrij_bytes = 0
  returning p.epoch, p.positie into neem_over.epoch, neem_over.positie;
end
$$;

drop function beheer.begin_partij(text, bigint, bigint);

-- The first statement of a partij. Raising inside the server is what fences a COMMIT that is already in the socket of a
-- process that was killed. Rows are locked by name: two that both believe to own some sources do not wait in a circle.
-- A range that ends where it begins moves nothing, and says that its source is still the caller's. Returns the last closed
-- day of receipt, held until the transaction ends.
create function beheer.begin_partij(bronnen text[], epochs bigint[], van bigint[], tot bigint[]) returns date
language plpgsql as $$
declare
  dag date;
  verplaatst integer;
begin
  lock table beheer.positie in row exclusive mode; -- as in neem_over
  perform from beheer.positie where bron = any (bronnen) order by bron for update;
  update beheer.positie p set positie = bereik.tot, bijgewerkt = current_timestamp
  from unnest(bronnen, epochs, van, tot) as bereik (bron, epoch, van, tot)
  where p.bron = bereik.bron and p.epoch = bereik.epoch and p.positie = bereik.van;
  get diagnostics verplaatst = row_count;
  if verplaatst <> cardinality(bronnen) then
    raise exception 'epoch or position of % of % sources is no longer the newest',
      cardinality(bronnen) - verplaatst, cardinality(bronnen) using errcode = 'SL001';
  end if;
  select afgesloten_tot into strict dag from beheer.afsluiting for share;
  return dag;
end
$$;

-- Alone in the warehouse until the transaction ends: waits for every partij that is under way, lets no other begin, and fences
-- every owner, who then reads again what is stored.
create function beheer.sluit_laders_uit() returns void
language plpgsql as $$
begin
  lock table beheer.positie in share row exclusive mode;
  update beheer.positie set epoch = epoch + 1, bijgewerkt = current_timestamp;
end
$$;

create function beheer.begin_alleen() returns date
language plpgsql as $$
declare
  dag date;
begin
  perform beheer.sluit_laders_uit();
  select afgesloten_tot into strict dag from beheer.afsluiting for share;
  return dag;
end
$$;

comment on column beheer.positie.bron is 'Bron: inbox, of een partitie van Kafka (topic:nummer).';
comment on column beheer.positie.positie is 'Van de inbox het aantal partijen dat is opgeslagen; van een partitie van Kafka de positie (offset) van het eerste record dat nog niet is opgeslagen.';
comment on function beheer.neem_over is 'Neemt een bron over: de vorige eigenaar kan niet meer opslaan.';
comment on function beheer.begin_partij is 'Begin van een partij: verzet de posities van haar bronnen, of weigert als een andere lader er een overnam.';
comment on function beheer.sluit_laders_uit is 'Sluit alle laders buiten tot het einde van de transactie.';
comment on function beheer.begin_alleen is 'Begin van een partij zonder bron, waarbij alle laders zijn buitengesloten.';

-- Leveringen over several loaders: the announcement says how many gegevens a levering has, the gegevens come in any partij of any
-- loader, before it or after. Each loader adds to rows of its own, in the transaction that stores the gegevens; how far a
-- levering is follows from their sum. `aangekomen` of a levering whose gegevens come with it, in one transaction, is null.
--
-- What arrives counts once, however often it is sent. A gegeven arrives under a naming (levering and line). Either it is
-- stored under that naming, or it is not: it is a double of one under a lower naming, it was renamed since, PostgreSQL refused it, or its
-- client was erased. Those namings are in levering_dubbel: what arrives again under one of them, or under the naming that it is
-- stored by, has been counted.
alter table beheer.levering add column aangekomen integer;

create table beheer.levering_deel (
  levering uuid not null,
  bron text not null,
  genoemd integer not null default 0,
  aangekomen integer not null default 0,
  gewist integer not null default 0,
  geweerd integer not null default 0,
  primary key (levering, bron)
) with (fillfactor = 80);

create table beheer.levering_dubbel (
  gebeurtenis uuid not null,
  levering uuid not null,
  regel integer not null,
  primary key (gebeurtenis, levering, regel)
);

-- Namings under which these gegevens arrive and are not stored. Returns the leveringen of those that had not arrived yet.
create function beheer.boek_dubbel(clienten uuid[], gebeurtenissen uuid[], leveringen uuid[], regels integer[])
returns setof uuid language sql as $$
  insert into beheer.levering_dubbel (gebeurtenis, levering, regel)
  select u.gebeurtenis, u.levering, u.regel
  from unnest(clienten, gebeurtenissen, leveringen, regels) as u (client, gebeurtenis, levering, regel)
  where not exists (
    select from dwh.gebeurtenis g
    where g.pseudoniem = u.client and g.id = u.gebeurtenis and g.levering = u.levering and g.regel = u.regel)
  order by 1, 2, 3
  on conflict do nothing
  returning levering
$$;

-- What is under way. Only a levering that was not whole when it was announced can be: few are, and they have an index.
create index levering_onvolledig on beheer.levering (id) where aangekomen < gebeurtenissen;
create view rapport.levering_onderweg as
select l.id as levering, l.organisatie, l.ontvangen, l.naam as bestand, l.bekend_van, l.gebeurtenissen, a.aangekomen
from beheer.levering l
cross join lateral (
  select (l.aangekomen + coalesce(sum(d.aangekomen), 0))::integer as aangekomen
  from beheer.levering_deel d where d.levering = l.id
) a
where l.aangekomen < l.gebeurtenissen and a.aangekomen < l.gebeurtenissen
union all
select d.levering, null, null, null, null, null, sum(d.aangekomen)::integer
from beheer.levering_deel d
where not exists (select from beheer.levering l where l.id = d.levering)
group by d.levering;

-- Rows of loaders into those of leveringen that are whole by now, some at a time: it changes no sum. Returns how many leveringen.
-- A levering that was refused has no gegevens: those there are come before it is announced as accepted after all, which
-- takes the place of its row.
create function beheer.voeg_delen_samen(hoogstens integer) returns bigint
language sql as $$
  with heel as (
    select l.id from beheer.levering l
    where l.id in (select levering from beheer.levering_deel) and l.oordeel <> 'afgekeurd'
      and coalesce(l.aangekomen + (select sum(d.aangekomen) from beheer.levering_deel d where d.levering = l.id)
        >= l.gebeurtenissen, true)
    order by l.id limit hoogstens for update skip locked
  ),
  weg as (
    delete from beheer.levering_deel d using heel where d.levering = heel.id
    returning d.levering, d.genoemd, d.aangekomen, d.gewist, d.geweerd
  ),
  som as (
    select levering, sum(genoemd) as genoemd, sum(aangekomen) as aangekomen, sum(gewist) as gewist, sum(geweerd) as geweerd
    from weg group by levering
  ),
  bij as (
    update beheer.levering l set genoemd = l.genoemd + som.genoemd, aangekomen = l.aangekomen + som.aangekomen,
      gewist = l.gewist + som.gewist, geweerd = l.geweerd + som.geweerd
    from som where l.id = som.levering
    returning 1
  )
  select count(*) from bij
$$;

-- What is under way is no double, and what it came to is a sum.
create or replace view rapport.levering as
select l.id, l.organisatie, coalesce(g.naam, a.naam) as organisatie_naam, l.ontvangen, l.naam as bestand, l.soort,
  case when l.oordeel <> 'afgekeurd' and l.gebeurtenissen > 0 and s.genoemd + s.gewist + s.geweerd = 0 and w.aantal is null
    and not s.is_onderweg then 'dubbel' else l.oordeel end as oordeel,
  l.regels_goed, l.regels_fout, l.gebeurtenissen, s.genoemd, l.bytes, l.opgeslagen, l.bekend_van, s.gewist, s.geweerd,
  coalesce(w.aantal, 0) as geweigerd, s.is_onderweg
from beheer.levering l
left join (
  select levering, sum(genoemd) as genoemd, sum(aangekomen) as aangekomen, sum(gewist) as gewist, sum(geweerd) as geweerd
  from beheer.levering_deel group by levering
) d on d.levering = l.id
cross join lateral (
  select (l.genoemd + coalesce(d.genoemd, 0))::integer as genoemd, (l.gewist + coalesce(d.gewist, 0))::integer as gewist,
    (l.geweerd + coalesce(d.geweerd, 0))::integer as geweerd,
    coalesce(l.aangekomen + coalesce(d.aangekomen, 0) < l.gebeurtenissen, false) as is_onderweg
) s
left join dwh.dim_gemeente g on g.code = l.organisatie and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = l.organisatie and a.bekend_tot = 'infinity'
left join (select levering, count(*) as aantal from beheer.geweigerd group by levering) w on w.levering = l.id;

create or replace view rapport.onderweg as
select (select count(*) from beheer.te_vouwen) as gegevens, (select count(*) from rapport.levering_onderweg) as leveringen;

-- Everything of these clients, in the transaction of the caller, who holds beheer.positie. jaren: how many years are kept, null
-- on request. Returns how many events went. Of a levering that is under way what went has arrived, also when it is sent again; of
-- one that is whole nothing of the client is kept.
create function beheer.verwijder_clienten(clienten uuid[], waarom text, op date, jaren integer) returns bigint
language plpgsql as $$
declare
  doel regclass;
  per_client jsonb;
  aantallen jsonb := '{}';
  genoemd_clienten uuid[];
  genoemd_sleutels uuid[];
  genoemd_eersten uuid[];
  genoemd_berichten uuid[];
  genoemd_leveringen uuid[];
begin
  -- what signalen over clients are judged anew by, and until when nothing may come back: both are gone afterwards
  select coalesce(array_agg(pseudoniem), '{}'), coalesce(array_agg(sleutel), '{}'), coalesce(array_agg(eerste_gebeurtenis), '{}')
  into genoemd_clienten, genoemd_sleutels, genoemd_eersten
  from (select distinct pseudoniem, sleutel, eerste_gebeurtenis from dwh.toewijzing where pseudoniem = any (clienten)) as t;
  select coalesce(array_agg(bericht), '{}'), coalesce(array_agg(levering), '{}')
  into genoemd_berichten, genoemd_leveringen
  from (select distinct bericht, levering from dwh.gebeurtenis where pseudoniem = any (clienten)) as g;

  insert into beheer.gewist as oud (pseudoniem, dag, reden, weert_tot)
  select client, op, waarom,
    case when jaren is null then 'infinity' else greatest(
      (op - make_interval(years => jaren))::date - 1,
      (select max(dagtekening) from dwh.gebeurtenis g
       where g.pseudoniem = client and soort not in ('traject_regel', 'verhuisd')),
      (select max(greatest(aangemeld, intake, gestart, gestopt)) from dwh.traject t
       where t.pseudoniem = client and bron = 'lijst'))
    end
  from unnest(clienten) as client
  on conflict (pseudoniem) do update set dag = excluded.dag,
    reden = case when oud.reden = 'verzoek' then oud.reden else excluded.reden end,
    weert_tot = greatest(oud.weert_tot, excluded.weert_tot);

  insert into beheer.levering_dubbel (gebeurtenis, levering, regel)
  select id, levering, regel from dwh.gebeurtenis
  where pseudoniem = any (clienten) and soort <> 'verhuisd'
    and levering in (select levering from rapport.levering_onderweg)
  order by 1, 2, 3 on conflict do nothing;
  delete from beheer.levering_dubbel d using dwh.gebeurtenis g
  where g.pseudoniem = any (clienten) and d.gebeurtenis = g.id
    and d.levering not in (select levering from rapport.levering_onderweg);
  with weg as (
    select levering, count(*) filter (where is_opgeslagen)::integer as opgeslagen, count(*)::integer as aantal
    from (
      select levering, true as is_opgeslagen from dwh.gebeurtenis where pseudoniem = any (clienten)
      union all
      select levering, false from beheer.geweigerd where pseudoniem = any (clienten)
    ) as gegeven
    group by levering
  ),
  bij as (
    update beheer.levering l set genoemd = l.genoemd - weg.opgeslagen, gewist = l.gewist + weg.aantal
    from weg where l.id = weg.levering
    returning l.id
  )
  insert into beheer.levering_deel as d (levering, bron, genoemd, gewist)
  select levering, 'gewist', -opgeslagen, aantal from weg where not exists (select from bij where bij.id = weg.levering)
  on conflict (levering, bron) do update set genoemd = d.genoemd + excluded.genoemd, gewist = d.gewist + excluded.gewist;

  for doel in select tabel from beheer.tabellen_van_client() loop
    execute format(
      'with weg as (delete from %s where pseudoniem = any ($1) returning pseudoniem) '
      'select jsonb_object_agg(pseudoniem, aantal) from (select pseudoniem, count(*) as aantal from weg group by 1) as per', doel)
    into per_client using clienten;
    aantallen := aantallen || jsonb_build_object(doel::text, coalesce(per_client, '{}'));
  end loop;
  perform beheer.signalen_over_clienten(
    genoemd_clienten, genoemd_sleutels, genoemd_eersten, genoemd_berichten, genoemd_leveringen, '{}', '{}');

  insert into beheer.avg_log (handeling, pseudoniem, aantallen)
  select waarom, client, (
    select coalesce(jsonb_object_agg(key, value -> client::text), '{}')
    from jsonb_each(aantallen) where value ? client::text)
  from unnest(clienten) as client;
  update beheer.positie set epoch = epoch + 1, bijgewerkt = current_timestamp;
  return (
    select coalesce(sum(value::bigint), 0) from jsonb_each_text(aantallen -> 'dwh.gebeurtenis'));
end
$$;

comment on function beheer.verwijder_clienten is 'Wist alles van deze cliënten, laat een grafsteen en een regel in het logboek na.';
comment on table beheer.levering_deel is 'Wat laders van een levering opsloegen naast haar aankondiging: een rij per lader die er iets van had. Telt op bij beheer.levering.';
comment on column beheer.levering_deel.levering is 'Id in beheer.levering; kan er al zijn voordat de levering is aangekondigd.';
comment on column beheer.levering_deel.bron is 'Bron waarvan de lader eigenaar was, zoals in beheer.positie; gewist of quarantaine als het geen lader was.';
comment on column beheer.levering_deel.genoemd is 'Aantal gegevens dat de levering er als naam bij kreeg; negatief als een lagere levering ze overnam.';
comment on column beheer.levering_deel.aangekomen is 'Aantal gegevens van de levering dat hier aankwam, dubbele en geweigerde meegeteld.';
comment on column beheer.levering_deel.gewist is 'Aantal gegevens dat daarna met de cliënt is gewist.';
comment on column beheer.levering_deel.geweerd is 'Aantal gegevens dat niet is opgeslagen omdat de cliënt is gewist.';
comment on table beheer.levering_dubbel is 'Gegevens die van een levering aankwamen en niet onder haar naam zijn opgeslagen: dubbel, hernoemd, geweigerd of geweerd. Wat hierin staat, telt niet nog eens als het opnieuw wordt gestuurd.';
comment on column beheer.levering_dubbel.gebeurtenis is 'Id van het gegeven, zoals in dwh.gebeurtenis.';
comment on column beheer.levering_dubbel.levering is 'Levering waarin het aankwam.';
comment on column beheer.levering_dubbel.regel is 'Regel van het bestand waar het gegeven begint.';
comment on column beheer.levering.genoemd is 'Aantal gegevens in dwh.gebeurtenis dat deze levering noemt, zonder wat in beheer.levering_deel staat (rapport.levering telt samen); 0 bij een goede levering met gegevens = dubbel, alles was al bekend uit een eerdere, tenzij gewist of geweerd daarnaast niet 0 is.';
comment on column beheer.levering.aangekomen is 'Aantal gegevens dat is aangekomen, zonder wat in beheer.levering_deel staat; leeg als de levering in een keer en dus geheel is opgeslagen.';
comment on view rapport.levering_onderweg is 'Leveringen waarvan nog niet alles is opgeslagen: aangekondigd en niet compleet, of nog niet aangekondigd terwijl er al gegevens van zijn.';
comment on column rapport.levering_onderweg.levering is 'Id van de levering.';
comment on column rapport.levering_onderweg.organisatie is 'Afzender; leeg als de levering nog niet is aangekondigd, zoals ook wat volgt.';
comment on column rapport.levering_onderweg.ontvangen is 'Dag van ontvangst.';
comment on column rapport.levering_onderweg.bestand is 'Bestandsnaam.';
comment on column rapport.levering_onderweg.bekend_van is 'Eerste dag waarop de levering als bekend telt.';
comment on column rapport.levering_onderweg.gebeurtenissen is 'Aantal gegevens dat is aangekondigd.';
comment on column rapport.levering_onderweg.aangekomen is 'Aantal gegevens dat is opgeslagen of al was opgeslagen.';
comment on column rapport.levering.is_onderweg is 'Of nog niet alle gegevens van de levering zijn opgeslagen.';
comment on view rapport.onderweg is 'Een rij: wat is opgeslagen en nog in geen feit staat, en wat nog maar ten dele is opgeslagen.';
comment on column rapport.onderweg.gegevens is 'Aantal gegevens dat wacht op de lader van zijn cliënt (beheer.te_vouwen).';
comment on column rapport.onderweg.leveringen is 'Aantal leveringen waarvan nog niet alle gegevens zijn opgeslagen (rapport.levering_onderweg).';
comment on function beheer.boek_dubbel is 'Boekt gegevens die aankomen zonder te worden opgeslagen; geeft de leveringen van die er nog niet waren.';
comment on function beheer.voeg_delen_samen is 'Voegt wat laders van complete leveringen apart bijhielden bij de levering zelf.';

-- A record of a bus that keeps its records which cannot be read: what stands here came in with the transaction that moved the position over it. Its bytes
-- stay on the topic for as long as that keeps them: they may be anything, so none of them is kept here.
create table beheer.onleesbaar (
  bron text not null,
  positie bigint not null,
  reden text not null,
  bytes bigint not null,
  gevonden timestamptz not null default current_timestamp,
  primary key (bron, positie)
);

comment on table beheer.onleesbaar is 'Records van Kafka die niet te lezen waren en zijn overgeslagen; zonder inhoud.';
comment on column beheer.onleesbaar.bron is 'Bron, zoals in beheer.positie.';
comment on column beheer.onleesbaar.positie is 'Positie (offset) van het record in die bron.';
comment on column beheer.onleesbaar.reden is 'Waarom het niet te lezen was.';
comment on column beheer.onleesbaar.bytes is 'Omvang van het record.';
comment on column beheer.onleesbaar.gevonden is 'Moment waarop het is overgeslagen.';
