-- Who sees what (docs/toegang.md): roles, the rows of a gemeente or aanbieder, and the frozen figures of the region.
-- What each role may do is granted by warehouse/rechten.sql, after every migrate.
--
-- Row level security stands on a parent table of each fact table, beheer.inzage_*: PostgreSQL applies the policies of the
-- table that a query names and none of its children, so a query of the parent sees the own rows only, while COPY into
-- the fact table itself, which PostgreSQL refuses under row level security, goes on as it was, for an owner as well as
-- for a login that only has sluis_lader, and at no cost. A parent has only the columns that are needed.
--
-- Only sluis_inzage, a role without members or login, reads the parents. It owns the functions beheer.eigen_*, and those
-- are what the views rapport.eigen_* show: a function that is not inlined gives away neither by EXPLAIN (its estimate is
-- a constant, not the statistics of hidden rows) nor by the order in which conditions are tried, and its settings
-- keep debug_print_plan and row_security of the caller out.
--
-- Readings, where the definition leaves room:
-- * Whose rows a login sees follows from session_user, the login of the connection: SET ROLE changes nothing.
-- * The pseudonym is hidden. It is the same in the whole region and so is what links journeys: two organisations that lay
--   their rows side by side, or one that finds it in another file, would follow a client across. Shown instead is `client`,
--   a hash of organisation and pseudonym: the same client within one organisation, and no other use.
-- * Of a step whose far end is not theirs the names read `andere`, and gat and richting are empty: the days between would
--   tell the day on which the care elsewhere ended. The gap of a step is fixed at 28 days, for else asking with 1, 2, 3, ...
--   days would tell the same.
-- * dwh.client is not shown: year of birth and sex may come from another organisation, which they know of their own clients.
-- * A figure of the region is fixed once per month and never changes: the difference between two versions of one figure is
--   as good as the message that came in between. What is suppressed is not stored.

-- Cluster-wide, so another database may make them at the same moment.
create function beheer.maak_rollen() returns void
language plpgsql as $$
declare
  rol text;
begin
  foreach rol in array array['sluis_lader', 'sluis_analist', 'sluis_gemeente', 'sluis_aanbieder', 'sluis_inzage'] loop
    if not exists (select from pg_roles where rolname = rol) then
      begin
        execute format('create role %I nologin', rol);
      exception
        when duplicate_object or unique_violation then null;
        when insufficient_privilege then
          raise insufficient_privilege using message = format('role %s is missing and this login may not create it: '
            'let a superuser run "create role ROLE nologin" for sluis_lader, sluis_analist, sluis_gemeente, '
            'sluis_aanbieder and sluis_inzage, and "grant sluis_inzage to %s"', rol, current_user);
      end;
    end if;
  end loop;
  if exists (
    select from pg_roles
    where rolname in ('sluis_gemeente', 'sluis_aanbieder', 'sluis_inzage') and (rolsuper or rolbypassrls)) then
    raise insufficient_privilege using message =
      'sluis_gemeente, sluis_aanbieder and sluis_inzage must be neither superuser nor bypassrls';
  end if;
  if not pg_has_role(current_user, 'sluis_inzage', 'member') then
    begin
      execute format('grant sluis_inzage to %I', current_user);
    exception
      when unique_violation then null;
      when insufficient_privilege then
        raise insufficient_privilege using message = format(
          'this login is no member of sluis_inzage: let a superuser run "grant sluis_inzage to %s"', current_user);
    end;
  end if;
end
$$;
comment on function beheer.maak_rollen is 'Maakt de rollen van sluis die ontbreken.';
select beheer.maak_rollen();

create table beheer.toegang (
  login text not null,
  organisatie text not null check (organisatie ~ '^([0-9]{4}|[0-9]{8})$'),
  verleend timestamptz not null default current_timestamp,
  verleend_door text not null default session_user,
  ingetrokken timestamptz,
  ingetrokken_door text
);
create unique index toegang_geldig on beheer.toegang (login, organisatie) where ingetrokken is null;

create table beheer.instelling (
  naam text primary key,
  waarde integer not null,
  minimum integer not null,
  uitleg text not null,
  check (waarde >= minimum)
);
insert into beheer.instelling (naam, waarde, minimum, uitleg) values
  ('regio_clienten', 10, 5, 'Zoveel cliënten heeft een regiocijfer ten minste, ook zonder die van de grootste aanbieder.'),
  ('regio_aanbieders', 3, 3, 'Van zoveel aanbieders komt een regiocijfer ten minste.'),
  ('regio_dominantie', 10, 5, 'Wat er zonder de twee grootste aanbieders overblijft, is ten minste dit percentage van de grootste.');

create table beheer.regio_maand (
  maand date not null,
  domein text not null,
  segment text not null,
  product text not null,
  clienten bigint,
  trajecten bigint,
  clientdagen bigint,
  onderdrukt boolean not null,
  vastgesteld timestamptz not null default current_timestamp,
  primary key (maand, domein, segment, product),
  check (num_nulls(clienten, trajecten, clientdagen) = case when onderdrukt then 3 else 0 end)
);

create table beheer.regio_aanbieder (
  maand date not null,
  aanbieder text not null,
  domein text not null,
  segment text not null,
  product text not null,
  clienten bigint not null,
  trajecten bigint not null,
  clientdagen bigint not null,
  primary key (maand, aanbieder, domein, segment, product)
);

comment on table beheer.toegang is 'Welke login voor welke gemeente of aanbieder leest (sluis access), met wanneer dat is verleend en ingetrokken.';
comment on column beheer.toegang.login is 'Naam van de login.';
comment on column beheer.toegang.organisatie is 'Gemeente (CBS-code, vier cijfers) of aanbieder (AGB-code, acht cijfers).';
comment on column beheer.toegang.verleend is 'Moment waarop de toegang is verleend.';
comment on column beheer.toegang.verleend_door is 'Login die de toegang verleende.';
comment on column beheer.toegang.ingetrokken is 'Moment waarop de toegang is ingetrokken; leeg = geldt nu.';
comment on column beheer.toegang.ingetrokken_door is 'Login die de toegang introk.';
comment on table beheer.instelling is 'Instellingen van de onderdrukking van regiocijfers. Een wijziging geldt voor maanden die daarna worden vastgesteld.';
comment on column beheer.instelling.naam is 'Naam van de instelling.';
comment on column beheer.instelling.waarde is 'Waarde.';
comment on column beheer.instelling.minimum is 'Lager mag de waarde niet.';
comment on column beheer.instelling.uitleg is 'Wat de instelling betekent.';
comment on table beheer.regio_maand is 'Vastgestelde regiocijfers. Een onderdrukt cijfer is niet bewaard.';
comment on column beheer.regio_maand.maand is 'Eerste dag van de maand.';
comment on column beheer.regio_maand.domein is 'Wettelijk domein: jw (Jeugdwet), wmo (Wmo) of onbekend; of totaal.';
comment on column beheer.regio_maand.segment is 'Segment, of onbekend; of totaal.';
comment on column beheer.regio_maand.product is 'Productcode, of onbekend; of totaal.';
comment on column beheer.regio_maand.clienten is 'Verschillende cliënten met een traject in de maand; niet op te tellen. Leeg als onderdrukt.';
comment on column beheer.regio_maand.trajecten is 'Verschillende trajecten die in de maand lopen. Leeg als onderdrukt.';
comment on column beheer.regio_maand.clientdagen is 'Clientdagen in de maand, zonder die van onderbrekingen. Leeg als onderdrukt.';
comment on column beheer.regio_maand.onderdrukt is 'Of het cijfer wordt achtergehouden: te weinig cliënten of aanbieders (ook nul), of een ander cijfer zou eruit volgen.';
comment on column beheer.regio_maand.vastgesteld is 'Moment waarop de maand is vastgesteld; daarna verandert er niets meer.';
comment on table beheer.regio_aanbieder is 'Van elke aanbieder het eigen deel van de regiocijfers, op hetzelfde moment vastgesteld. Alleen waar dat niet nul is.';
comment on column beheer.regio_aanbieder.maand is 'Eerste dag van de maand.';
comment on column beheer.regio_aanbieder.aanbieder is 'Aanbieder, AGB-code van acht cijfers.';
comment on column beheer.regio_aanbieder.domein is 'Als in beheer.regio_maand.';
comment on column beheer.regio_aanbieder.segment is 'Als in beheer.regio_maand.';
comment on column beheer.regio_aanbieder.product is 'Als in beheer.regio_maand.';
comment on column beheer.regio_aanbieder.clienten is 'Verschillende cliënten van deze aanbieder.';
comment on column beheer.regio_aanbieder.trajecten is 'Verschillende trajecten van deze aanbieder.';
comment on column beheer.regio_aanbieder.clientdagen is 'Clientdagen van deze aanbieder.';

-- For which organisations the login of this connection reads. A gemeente has four digits and an aanbieder eight, so one
-- list serves both.
create function beheer.eigen_organisaties() returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(organisatie order by organisatie), '{}')
  from beheer.toegang
  where login = session_user and ingetrokken is null
$$;

-- What a client is called to an organisation. The pseudonym is a keyed hash of 16 bytes that they do not know, so the
-- hash cannot be tried out.
create function beheer.client_van(organisatie text, pseudoniem uuid) returns uuid
language sql immutable parallel safe as $$
  select encode(substring(sha256(convert_to(organisatie || ':' || pseudoniem, 'UTF8')) for 16), 'hex')::uuid
$$;

comment on function beheer.eigen_organisaties is 'De organisaties waarvoor de login van deze verbinding leest.';
comment on function beheer.client_van is 'Het kenmerk van een cliënt binnen een organisatie.';

-- The parents with their policies. own: by the columns of the row, or by the traject that it belongs to.
do $$
declare
  feit record;
  eigen constant text := '(gemeente = any ((select beheer.eigen_organisaties())::text[]) '
    'or aanbieder = any ((select beheer.eigen_organisaties())::text[]))';
begin
  for feit in
    select * from (values
      ('toewijzing', null,
        'pseudoniem, sleutel, domein, gemeente, aanbieder, categorie, product, toegewezen, eerste_ingangsdatum, '
        'toewijzingsdatum, toewijzingstijd, ingangsdatum, einddatum, reden_wijziging, volume, eenheid, frequentie, budget, '
        'versies, bekend_tot'),
      ('traject', null,
        'pseudoniem, sleutel, bron, domein, gemeente, aanbieder, toewijzing, volgnummer, categorie, product, toegewezen, '
        'ingang, toewijzing_einde, aangemeld, intake, gestart, start_bron, gestopt, einde_bron, reden, reden_code, '
        'voorziening, team, melder, hoofddomein, bekend_tot'),
      ('onderbreking', 'traject', 'pseudoniem, sleutel, traject, van, tot, bekend_tot'),
      ('klantreis', 'sleutel',
        'pseudoniem, sleutel, gestart, gestopt, vorige, gat, is_vervolg, volgende, gat_na, loopt_naast, loopt_door, bekend_tot'),
      ('prestatie', null,
        'pseudoniem, sleutel, domein, gemeente, aanbieder, declaratie, declaratie_maand, dagtekening, referentie_nummer, '
        'vorig_referentie_nummer, debet_declaratie, toewijzing, categorie, product, maand, begindatum, einddatum, volume, '
        'eenheid, tarief_cent, bedrag_cent, debet_credit, afgekeurd, afgekeurd_door, retourcodes, bekend_tot'),
      ('declaratie_afkeur', null,
        'declaratie, domein, gemeente, aanbieder, dagtekening, header_retourcodes, antwoord_retourcodes, bekend_tot'),
      ('signaal', null, 'pseudoniem, sleutel, code, domein, gemeente, aanbieder, bekend_tot')
    ) as feit (tabel, via, kolommen)
  loop
    execute format('create table beheer.inzage_%1$s as select %2$s from dwh.%1$I with no data', feit.tabel, feit.kolommen);
    execute format('alter table dwh.%1$I inherit beheer.inzage_%1$s', feit.tabel);
    execute format('alter table beheer.inzage_%s enable row level security', feit.tabel);
    execute format('alter table beheer.inzage_%s force row level security', feit.tabel);
    execute format('create policy eigen on beheer.inzage_%1$s for select to sluis_inzage using (bekend_tot = ''infinity'' and %2$s)',
      feit.tabel, case when feit.via is null then eigen else format(
        '(pseudoniem, %I) in (select t.pseudoniem, t.sleutel from beheer.inzage_traject t)', feit.via) end);
    execute format('comment on table beheer.inzage_%1$s is %2$L', feit.tabel,
      format('Ouder van dwh.%s: dezelfde rijen, waarvan sluis_inzage alleen die van de eigen organisatie ziet.', feit.tabel));
  end loop;
end
$$;

-- What an organisation sees, as sluis_inzage: security_invoker, so that the policies hold whoever owns the view.
create view beheer.plat_toewijzing with (security_invoker) as
select beheer.client_van(
    case when t.gemeente = any ((select beheer.eigen_organisaties())::text[]) then t.gemeente else t.aanbieder end,
    t.pseudoniem) as client,
  t.sleutel, t.domein, t.gemeente, g.naam as gemeente_naam, t.aanbieder, a.naam as aanbieder_naam,
  t.categorie, t.product, p.omschrijving as product_omschrijving, p.segment, p.intensiteit,
  t.toegewezen, t.eerste_ingangsdatum, t.toewijzingsdatum, t.toewijzingstijd, t.ingangsdatum, t.einddatum,
  t.reden_wijziging, t.volume, t.eenheid, t.frequentie, t.budget, t.versies
from beheer.inzage_toewijzing t
left join dwh.dim_gemeente g on g.code = t.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = t.aanbieder and a.bekend_tot = 'infinity'
left join dwh.dim_product p on p.domein = t.domein and p.code = t.product and p.bekend_tot = 'infinity'
  and t.ingangsdatum between p.geldig_van and p.geldig_tot;

create view beheer.plat_traject with (security_invoker) as
select beheer.client_van(
    case when t.gemeente = any ((select beheer.eigen_organisaties())::text[]) then t.gemeente else t.aanbieder end,
    t.pseudoniem) as client,
  t.sleutel, t.bron, t.domein, t.gemeente, g.naam as gemeente_naam, t.aanbieder, a.naam as aanbieder_naam,
  t.toewijzing, t.volgnummer, t.categorie, t.product, p.omschrijving as product_omschrijving, p.segment, p.intensiteit,
  t.toegewezen, t.ingang, t.toewijzing_einde, t.aangemeld, t.intake, t.gestart, t.start_bron, t.gestopt, t.einde_bron,
  t.reden, t.reden_code, t.voorziening, t.team, t.melder, t.hoofddomein
from beheer.inzage_traject t
left join dwh.dim_gemeente g on g.code = t.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = t.aanbieder and a.bekend_tot = 'infinity'
left join dwh.dim_product p on p.domein = t.domein and p.code = t.product and p.bekend_tot = 'infinity'
  and coalesce(t.gestart, t.ingang, t.aangemeld) between p.geldig_van and p.geldig_tot;

create view beheer.plat_onderbreking with (security_invoker) as
select o.sleutel, o.traject, t.domein, t.gemeente, t.aanbieder, t.product, o.van, o.tot
from beheer.inzage_onderbreking o
join beheer.inzage_traject t on t.pseudoniem = o.pseudoniem and t.sleutel = o.traject;

-- The steps of rapport.klantreis_stappen for 28 days as known now, over the parents; a test holds the two together.
create view beheer.plat_klantreis with (security_invoker) as
with eigen as materialized (
  select t.pseudoniem, t.sleutel, t.domein, t.gemeente, t.aanbieder, t.product, t.reden,
    array_position(array['licht', 'midden', 'zwaar'], p.intensiteit) as rang
  from beheer.inzage_traject t
  left join dwh.dim_product p on p.domein = t.domein and p.code = t.product and p.bekend_tot = 'infinity'
    and t.gestart between p.geldig_van and p.geldig_tot
),
stap as (
  select r.*, k.gestart, k.gestopt, k.gat, k.vorige,
    case
      when k.gat <= 28 and k.is_vervolg then 'doorstroom'
      when k.gat <= 28 or k.loopt_naast then 'stapeling'
      when k.vorige is not null then 'herinstroom'
      else 'instroom'
    end as stap_begin,
    case
      when k.gestopt > current_date or k.loopt_door or k.gat_na <= 28 or r.reden = 'wijzigingsverzoek' then null
      when k.gestopt is not null then 'uitstroom'
    end as stap_einde
  from beheer.inzage_klantreis k
  join eigen r on r.pseudoniem = k.pseudoniem and r.sleutel = k.sleutel
  where k.gestart <= current_date
)
select beheer.client_van(
    case when s.gemeente = any ((select beheer.eigen_organisaties())::text[]) then s.gemeente else s.aanbieder end,
    s.pseudoniem) as client,
  s.sleutel as traject, s.domein, s.gemeente, s.aanbieder, s.product, s.gestart, s.gestopt, s.stap_begin,
  case
    when s.stap_begin <> 'doorstroom' then null
    when van.sleutel is null then 'andere'
    else coalesce(van.gemeente, 'onbekend')
  end as van_gemeente,
  case when s.stap_begin = 'doorstroom' then coalesce(van.aanbieder, 'andere') end as van_aanbieder,
  case
    when s.stap_begin <> 'doorstroom' then null
    when van.sleutel is null then 'andere'
    else coalesce(van.product, 'onbekend')
  end as van_product,
  case when van.sleutel is not null then s.gat end as gat,
  case
    when van.sleutel is null then null
    when s.rang > van.rang then 'op'
    when s.rang < van.rang then 'af'
    when s.rang = van.rang then 'gelijk'
    else 'onbekend'
  end as richting,
  s.stap_einde
from stap s
left join eigen van on s.stap_begin = 'doorstroom' and van.pseudoniem = s.pseudoniem and van.sleutel = s.vorige;

-- As rapport.prestatie; all that decides about a line is of the same gemeente and aanbieder, so of the own rows.
create view beheer.plat_prestatie with (security_invoker) as
with afkeur as (
  select declaratie from beheer.inzage_declaratie_afkeur
),
regel as (
  select
    r.*,
    case
      when eigen.declaratie is not null then 'declaratie'
      when r.afgekeurd then r.afgekeurd_door
      when debet.declaratie is null then null
      when exists (
        select from beheer.inzage_prestatie ander
        where ander.pseudoniem = r.pseudoniem
          and ander.domein = r.domein and ander.gemeente = r.gemeente and ander.aanbieder = r.aanbieder
          and ander.referentie_nummer = r.vorig_referentie_nummer and ander.debet_credit = 'D'
          and ander.dagtekening <= r.dagtekening and not ander.afgekeurd
          and not exists (select from afkeur where afkeur.declaratie = ander.declaratie)
      ) then null
      else 'debet'
    end as door
  from beheer.inzage_prestatie r
  left join afkeur eigen on eigen.declaratie = r.declaratie
  left join afkeur debet on debet.declaratie = r.debet_declaratie
)
select beheer.client_van(
    case when r.gemeente = any ((select beheer.eigen_organisaties())::text[]) then r.gemeente else r.aanbieder end,
    r.pseudoniem) as client,
  r.sleutel, r.domein, r.gemeente, g.naam as gemeente_naam, r.aanbieder, a.naam as aanbieder_naam,
  r.declaratie, r.declaratie_maand, r.dagtekening, r.toewijzing, r.categorie, r.product,
  p.omschrijving as product_omschrijving, p.segment, p.intensiteit, r.maand, r.begindatum, r.einddatum, r.volume, r.eenheid,
  r.tarief_cent, r.bedrag_cent, r.debet_credit,
  case when r.debet_credit = 'C' then -r.bedrag_cent else r.bedrag_cent end as ingediend_cent,
  r.door is not null as afgekeurd, r.door as afgekeurd_door, r.retourcodes,
  case when r.door is not null then 0 when r.debet_credit = 'C' then -r.bedrag_cent else r.bedrag_cent end as kosten_cent
from regel r
left join dwh.dim_gemeente g on g.code = r.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = r.aanbieder and a.bekend_tot = 'infinity'
left join dwh.dim_product p on p.domein = r.domein and p.code = r.product and p.bekend_tot = 'infinity'
  and r.begindatum between p.geldig_van and p.geldig_tot;

create view beheer.plat_declaratie_afkeur with (security_invoker) as
select declaratie, domein, gemeente, aanbieder, dagtekening, header_retourcodes, antwoord_retourcodes
from beheer.inzage_declaratie_afkeur;

create view beheer.plat_signaal with (security_invoker) as
select beheer.client_van(
    case when gemeente = any ((select beheer.eigen_organisaties())::text[]) then gemeente else aanbieder end,
    pseudoniem) as client,
  sleutel, code, domein, gemeente, aanbieder
from beheer.inzage_signaal;

-- The functions of sluis_inzage and the views that show them. How many rows a policy leaves is guessed far too low, and a
-- nested loop over a whole fact table is what the guess leads to: without it all is one pass and hash joins. The own
-- trajecten that a policy looks into must fit in work_mem: beyond that PostgreSQL goes through them once per row.
grant create on schema beheer to sluis_inzage;
do $$
declare
  naam text;
begin
  foreach naam in array
    array['toewijzing', 'traject', 'onderbreking', 'klantreis', 'prestatie', 'declaratie_afkeur', 'signaal']
  loop
    execute format($functie$
      create function beheer.eigen_%1$s() returns setof beheer.plat_%1$s
      language plpgsql stable security definer
      set search_path = pg_catalog, pg_temp set row_security = on set client_min_messages = error
      set enable_nestloop = off set jit = off set work_mem = '256MB' as
      $body$ begin return query select * from beheer.plat_%1$s; end $body$
      $functie$, naam);
    execute format('alter function beheer.eigen_%s() owner to sluis_inzage', naam);
    execute format('comment on function beheer.eigen_%1$s() is %2$L', naam,
      format('De rijen van beheer.plat_%s van de eigen organisatie.', naam));
    execute format('create view rapport.eigen_%1$s with (security_barrier) as select * from beheer.eigen_%1$s()', naam);
  end loop;
end
$$;
revoke create on schema beheer from sluis_inzage;

comment on view rapport.eigen_toewijzing is 'Voor een gemeente of aanbieder: de eigen toewijzingen zoals nu bekend.';
comment on view rapport.eigen_traject is 'Voor een gemeente of aanbieder: de eigen trajecten zoals nu bekend. Segment en intensiteit zoals zij op gestart gelden (niet gestart: op ingang of aanmelding).';
comment on view rapport.eigen_onderbreking is 'Voor een gemeente of aanbieder: onderbrekingen van de eigen trajecten.';
comment on view rapport.eigen_klantreis is 'Voor een gemeente of aanbieder: de stap aan het begin en aan het einde van elk eigen gestart traject, met een grootste gat van 28 dagen. De andere kant van een stap die niet van de eigen organisatie is, heet andere.';
comment on view rapport.eigen_prestatie is 'Voor een gemeente of aanbieder: de eigen prestaties zoals nu bekend; een rij per regel van een declaratie. Afkeur van een hele declaratie is erin verwerkt.';
comment on view rapport.eigen_declaratie_afkeur is 'Voor een gemeente of aanbieder: de eigen declaraties die als geheel zijn afgekeurd.';
comment on view rapport.eigen_signaal is 'Voor een gemeente of aanbieder: signalen over de eigen gegevens.';

-- Whether a figure over these leaves of pg_temp.regio_rij may be shown: also when any one aanbieder takes its own part off.
create function beheer.regio_veilig(bladen integer[]) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  veilig boolean;
begin
  with rij as (
    select aanbieder, pseudoniem, sleutel, dagen from pg_temp.regio_rij where blad = any (bladen)
  ),
  per_aanbieder as (
    select count(distinct pseudoniem) as clienten, count(distinct (pseudoniem, sleutel)) as trajecten, sum(dagen) as dagen
    from rij group by aanbieder
  ),
  -- the same for each measure: without the two largest enough is left to hide the largest from the second
  maat as (
    select maat, sum(waarde) as totaal, max(waarde) as grootste,
      coalesce((array_agg(waarde order by waarde desc))[2], 0) as tweede
    from per_aanbieder
    cross join lateral (values ('clienten', clienten), ('trajecten', trajecten), ('dagen', dagen)) as m (maat, waarde)
    group by maat
  ),
  eis as (
    select max(waarde) filter (where naam = 'regio_clienten') as clienten,
      max(waarde) filter (where naam = 'regio_aanbieders') as aanbieders,
      max(waarde) filter (where naam = 'regio_dominantie') as dominantie
    from beheer.instelling
  )
  select (select count(*) from per_aanbieder) >= eis.aanbieders
    and (select count(distinct pseudoniem) from rij) - (select max(clienten) from per_aanbieder) >= eis.clienten
    and (select bool_and(100 * (totaal - grootste - tweede) >= eis.dominantie * grootste) from maat)
  into veilig
  from eis;
  return coalesce(veilig, false);
end
$$;

-- Fixes the figures of a month: per product, per segment and in total. False when they were fixed before.
--
-- A cell is shown when it is safe (regio_veilig), its parent is shown, and what follows from the parent less its shown
-- children, the sum of the hidden ones, is safe as well: until it is, the smallest child that is shown is hidden too.
-- All that can be computed from the figures is then a sum of such differences. Cells without any client are among them and
-- are hidden like small ones: every product of the month has a row.
create function beheer.stel_regio_vast(van_maand date) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  deze integer;
  verborgen integer[];
begin
  lock table beheer.regio_maand in share row exclusive mode;
  if exists (select from beheer.regio_maand where maand = van_maand) then
    return false;
  end if;

  create temporary table regio_blad on commit drop as
  select row_number() over (order by domein, segment, product)::integer as blad, domein, segment, product
  from (
    select domein, coalesce(segment, 'onbekend'), code
    from dwh.dim_product
    where bekend_tot = 'infinity' and geldig_van < van_maand + interval '1 month' and geldig_tot >= van_maand
    union
    select domein, 'onbekend', 'onbekend' from (values ('jw'), ('wmo'), ('onbekend')) as d (domein)
  ) as product (domein, segment, product);

  -- a product that is in no row of the product table on its days counts under onbekend
  create temporary table regio_rij on commit drop as
  select coalesce(b.blad, o.blad) as blad, m.aanbieder, m.pseudoniem, m.sleutel, m.dagen
  from dwh.traject_maand m
  left join regio_blad b on b.domein = m.domein and b.segment = m.segment and b.product = m.product
  left join regio_blad o on o.domein = m.domein and o.segment = 'onbekend' and o.product = 'onbekend'
  where m.maand = van_maand;

  create temporary table regio_cel on commit drop as
  select 0 as cel, null::integer as ouder, 'totaal' as domein, 'totaal' as segment, 'totaal' as product,
    array_agg(blad) as bladen
  from regio_blad
  union all
  select -dense_rank() over (order by domein, segment)::integer, 0, domein, segment, 'totaal', array_agg(blad)
  from regio_blad group by domein, segment
  union all
  select blad, -dense_rank() over (order by domein, segment)::integer, domein, segment, product, array[blad]
  from regio_blad;
  alter table regio_cel add column clienten bigint, add column getoond boolean;
  update regio_cel set getoond = beheer.regio_veilig(bladen),
    clienten = (select count(distinct pseudoniem) from regio_rij where blad = any (bladen));

  for deze in select cel from regio_cel where cel <= 0 order by cel desc loop
    if not (select c.getoond from regio_cel c where c.cel = deze) then
      update regio_cel c set getoond = false where c.ouder = deze;
      continue;
    end if;
    loop
      select array_agg(blad) into verborgen
      from regio_cel c cross join unnest(c.bladen) as blad
      where c.ouder = deze and not c.getoond;
      exit when verborgen is null or beheer.regio_veilig(verborgen);
      update regio_cel set getoond = false
      where cel = (
        select c.cel from regio_cel c where c.ouder = deze and c.getoond order by c.clienten, c.cel limit 1);
    end loop;
  end loop;

  insert into beheer.regio_maand (maand, domein, segment, product, clienten, trajecten, clientdagen, onderdrukt)
  select van_maand, domein, segment, product, telling.clienten, telling.trajecten, telling.dagen, not getoond
  from regio_cel c
  left join lateral (
    select count(distinct pseudoniem) as clienten, count(distinct (pseudoniem, sleutel)) as trajecten,
      coalesce(sum(dagen), 0) as dagen
    from regio_rij where blad = any (c.bladen)
  ) as telling on getoond;

  insert into beheer.regio_aanbieder (maand, aanbieder, domein, segment, product, clienten, trajecten, clientdagen)
  select van_maand, r.aanbieder, c.domein, c.segment, c.product,
    count(distinct r.pseudoniem), count(distinct (r.pseudoniem, r.sleutel)), sum(r.dagen)
  from regio_cel c
  join regio_rij r on r.blad = any (c.bladen)
  group by 2, 3, 4, 5;

  drop table regio_cel, regio_rij, regio_blad;
  return true;
end
$$;

-- The figures of the region beside the reader's own, for whoever reads for exactly one aanbieder: who takes off the rows
-- of two would see what the thresholds count on nobody seeing. Analysts see them without.
create function beheer.regio_beeld()
returns table (
  maand date, domein text, segment text, product text, clienten bigint, trajecten bigint, clientdagen bigint,
  onderdrukt boolean, eigen_clienten bigint, eigen_trajecten bigint, eigen_clientdagen bigint)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
#variable_conflict use_column
declare
  eigen constant text[] := beheer.eigen_organisaties();
  leest_alles constant boolean :=
    pg_has_role(session_user, 'sluis_analist', 'member') or pg_has_role(session_user, 'sluis_lader', 'member');
begin
  if not leest_alles and (cardinality(eigen) <> 1 or length(eigen[1]) <> 8) then
    return;
  end if;
  return query
    select r.maand, r.domein, r.segment, r.product, r.clienten, r.trajecten, r.clientdagen, r.onderdrukt,
      case when not leest_alles then coalesce(e.clienten, 0) end,
      case when not leest_alles then coalesce(e.trajecten, 0) end,
      case when not leest_alles then coalesce(e.clientdagen, 0) end
    from beheer.regio_maand r
    left join beheer.regio_aanbieder e
      on not leest_alles and e.aanbieder = eigen[1] and (e.maand, e.domein, e.segment, e.product) = (r.maand, r.domein, r.segment, r.product);
end
$$;

create view rapport.regio_maand with (security_barrier) as select * from beheer.regio_beeld();

comment on function beheer.regio_veilig is 'Of een cijfer over deze bladen van regio_rij getoond mag worden.';
comment on function beheer.stel_regio_vast is 'Stelt de regiocijfers van een maand vast (sluis access regio); onwaar als dat al was gedaan.';
comment on function beheer.regio_beeld is 'De regiocijfers, met het eigen deel van de aanbieder die leest.';
comment on view rapport.regio_maand is 'Cijfers van de hele regio per maand, segment en product, vastgesteld en daarna niet meer gewijzigd, met ernaast het eigen deel van de aanbieder die leest. Onderdrukte cijfers zijn leeg, nooit 0.';
comment on column rapport.regio_maand.eigen_clienten is 'Verschillende cliënten van de aanbieder die leest, op het moment van vaststellen; leeg voor analisten.';
comment on column rapport.regio_maand.eigen_trajecten is 'Trajecten van de aanbieder die leest; leeg voor analisten.';
comment on column rapport.regio_maand.eigen_clientdagen is 'Clientdagen van de aanbieder die leest; leeg voor analisten.';

-- Columns that come unchanged from a table or view explain themselves as they do there.
do $$
declare
  kolom record;
begin
  for kolom in
    with plat as (
      select relname, substring(relname from '_(.*)') as naam from pg_class
      where relnamespace = 'beheer'::regnamespace and relname ~ '^(inzage|plat)_' and relkind in ('r', 'v')
      union all
      select relname, substring(relname from '_(.*)') from pg_class
      where relnamespace = 'rapport'::regnamespace and relname ~ '^eigen_'
    ), eigen (naam, tekst) as (values
      ('client', 'De cliënt binnen de eigen organisatie: hash van organisatie en pseudoniem. Buiten die organisatie betekent het niets.'),
      ('traject', 'Sleutel in rapport.eigen_traject.'),
      ('gemeente', 'Gemeente, CBS-code van vier cijfers; leeg = onbekend.'),
      ('product', 'Productcode; leeg als er geen is.'),
      ('aanbieder', 'Aanbieder, AGB-code van acht cijfers.'),
      ('domein', 'Wettelijk domein: jw (Jeugdwet) of wmo (Wmo).'),
      ('stap_begin', 'Stap aan het begin: instroom, herinstroom, doorstroom of stapeling.'),
      ('van_gemeente', 'Bij doorstroom: gemeente van het vorige traject, of andere.'),
      ('van_aanbieder', 'Bij doorstroom: aanbieder van het vorige traject, of andere.'),
      ('van_product', 'Bij doorstroom: product van het vorige traject, of andere.'),
      ('gat', 'Bij doorstroom van een eigen traject: dagen van dat einde tot dit begin.'),
      ('richting', 'Bij doorstroom van een eigen traject: op, af, gelijk of onbekend, naar intensiteit.'),
      ('stap_einde', 'Stap aan het einde: uitstroom; leeg als het traject loopt of de zorg verdergaat.')
    )
    select a.attrelid::regclass as tabel, a.attname,
      coalesce(
        case when a.attname not in ('traject', 'gat') or plat.relname like 'inzage%' then
          coalesce(col_description(bron.attrelid, bron.attnum), col_description(rapport.attrelid, rapport.attnum)) end,
        eigen.tekst) as tekst
    from plat
    join pg_attribute a on a.attnum > 0 and a.attrelid = (
      select c.oid from pg_class c where c.relname = plat.relname and c.relnamespace in ('beheer'::regnamespace, 'rapport'::regnamespace))
    left join pg_attribute bron on bron.attrelid = to_regclass('dwh.' || plat.naam) and bron.attname = a.attname and bron.attnum > 0
    left join pg_attribute rapport on rapport.attrelid = to_regclass('rapport.' || plat.naam)
      and rapport.attname = a.attname and rapport.attnum > 0
    left join eigen on eigen.naam = a.attname
  loop
    execute format('comment on column %s.%I is %L', kolom.tabel, kolom.attname, kolom.tekst);
  end loop;
  for kolom in
    select a.attname, col_description(b.attrelid, b.attnum) as tekst
    from pg_attribute a
    join pg_attribute b on b.attrelid = 'beheer.regio_maand'::regclass and b.attname = a.attname and b.attnum > 0
    where a.attrelid = 'rapport.regio_maand'::regclass and a.attnum > 0
  loop
    execute format('comment on column rapport.regio_maand.%I is %L', kolom.attname, kolom.tekst);
  end loop;
  for kolom in
    select c.oid::regclass as tabel from pg_class c
    where relnamespace = 'beheer'::regnamespace and relname like 'plat\_%' and relkind = 'v'
  loop
    execute format('comment on view %s is %L', kolom.tabel,
      format('Wat rapport.eigen_%s toont; te lezen door sluis_inzage.', substring(kolom.tabel::text from 'plat_(.*)')));
  end loop;
end
$$;
