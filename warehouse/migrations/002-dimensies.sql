-- Dimensions: the calendar, which is computed, and the dated reference tables, which `sluis reference load` fills.
create table dwh.dim_datum (
  datum date primary key,
  jaar integer not null,
  kwartaal text not null,
  maand text not null,
  weekdag integer not null,
  feestdag text,
  werkdag boolean not null,
  werkdag_nummer integer not null
);

-- Easter Sunday of a year of the Gregorian calendar (the rule of Meeus, Jones and Butcher).
create function beheer.pasen(jaar integer) returns date
language plpgsql immutable strict as $$
declare
  gulden integer := jaar % 19;
  eeuw integer := jaar / 100;
  rest integer := jaar % 100;
  epacta integer;
  zondag integer;
  laat integer;
  maand_en_dag integer;
begin
  epacta := (19 * gulden + eeuw - eeuw / 4 - (eeuw - (eeuw + 8) / 25 + 1) / 3 + 15) % 30;
  zondag := (32 + 2 * (eeuw % 4) + 2 * (rest / 4) - epacta - rest % 4) % 7;
  laat := (gulden + 11 * epacta + 22 * zondag) / 451;
  maand_en_dag := epacta + zondag - 7 * laat + 114;
  return make_date(jaar, maand_en_dag / 31, maand_en_dag % 31 + 1);
end
$$;

-- The day on which the birthday of the King (until 2013: of the Queen) is celebrated: not on a Sunday.
create function beheer.koningsdag(jaar integer) returns date
language sql immutable strict as $$
  select dag - (extract(isodow from dag) = 7)::integer
  from (select case when jaar < 2014 then make_date(jaar, 4, 30) else make_date(jaar, 4, 27) end as dag) as vast
$$;

insert into dwh.dim_datum (datum, jaar, kwartaal, maand, weekdag, feestdag, werkdag, werkdag_nummer)
with jaren as (
  select jaar, beheer.pasen(jaar) as pasen, beheer.koningsdag(jaar) as koningsdag
  from generate_series(2000, 2050) as jaar
), feestdagen (datum, naam) as (
  select make_date(jaar, 1, 1), 'Nieuwjaarsdag' from jaren
  union all select pasen - 2, 'Goede Vrijdag' from jaren
  union all select pasen, 'Eerste paasdag' from jaren
  union all select pasen + 1, 'Tweede paasdag' from jaren
  union all select koningsdag, case when jaar < 2014 then 'Koninginnedag' else 'Koningsdag' end from jaren
  union all select make_date(jaar, 5, 5), 'Bevrijdingsdag' from jaren
  union all select pasen + 39, 'Hemelvaartsdag' from jaren
  union all select pasen + 49, 'Eerste pinksterdag' from jaren
  union all select pasen + 50, 'Tweede pinksterdag' from jaren
  union all select make_date(jaar, 12, 25), 'Eerste kerstdag' from jaren
  union all select make_date(jaar, 12, 26), 'Tweede kerstdag' from jaren
), per_dag as (
  select datum, string_agg(naam, ', ' order by naam) as feestdag from feestdagen group by datum
), dagen as (
  select moment::date as datum, extract(isodow from moment)::integer as weekdag
  from generate_series(timestamp '2000-01-01', timestamp '2050-12-31', interval '1 day') as moment
)
select datum, extract(year from datum), to_char(datum, 'YYYY-"K"Q'), to_char(datum, 'YYYY-MM'), weekdag, feestdag,
  weekdag < 6 and feestdag is null,
  count(*) filter (where weekdag < 6 and feestdag is null) over (order by datum)
from dagen left join per_dag using (datum)
order by datum;

create table dwh.dim_gemeente (
  code text not null,
  naam text not null,
  regio text,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (code, bekend_van)
);

create table dwh.dim_aanbieder (
  agb text not null,
  naam text not null,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (agb, bekend_van)
);

create table dwh.dim_product (
  domein text not null,
  categorie text not null,
  code text not null,
  omschrijving text,
  segment text,
  intensiteit text,
  bekostiging text,
  contract text,
  geldig_van date not null,
  geldig_tot date not null,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (domein, code, geldig_van, bekend_van)
);

comment on table dwh.dim_datum is 'Kalender van 2000-01-01 tot en met 2050-12-31 met feestdagen en werkdagen volgens de Algemene termijnenwet.';
comment on column dwh.dim_datum.datum is 'De dag.';
comment on column dwh.dim_datum.jaar is 'Kalenderjaar.';
comment on column dwh.dim_datum.kwartaal is 'Kwartaal, als 2023-K2.';
comment on column dwh.dim_datum.maand is 'Maand, als 2023-04.';
comment on column dwh.dim_datum.weekdag is 'Dag van de week: 1 = maandag ... 7 = zondag.';
comment on column dwh.dim_datum.feestdag is 'Naam van de feestdag; leeg = geen feestdag.';
comment on column dwh.dim_datum.werkdag is 'Waar = maandag tot en met vrijdag en geen feestdag.';
comment on column dwh.dim_datum.werkdag_nummer is 'Aantal werkdagen van 2000-01-01 tot en met deze dag. Werkdagen na a tot en met b = werkdag_nummer van b min dat van a.';

comment on table dwh.dim_gemeente is 'Gemeenten en hun regio, uit gemeenten.csv.';
comment on column dwh.dim_gemeente.code is 'CBS-code van vier cijfers.';
comment on column dwh.dim_gemeente.naam is 'Naam van de gemeente.';
comment on column dwh.dim_gemeente.regio is 'Regio of deelregio; leeg = geen.';

comment on table dwh.dim_aanbieder is 'Aanbieders, uit aanbieders.csv.';
comment on column dwh.dim_aanbieder.agb is 'AGB-code van acht cijfers.';
comment on column dwh.dim_aanbieder.naam is 'Naam van de aanbieder.';

comment on table dwh.dim_product is 'Producten met segment en intensiteit, uit producten.csv. Per domein en code geldt op een dag ten hoogste een rij.';
comment on column dwh.dim_product.domein is 'Wettelijk domein: jw of wmo.';
comment on column dwh.dim_product.categorie is 'Productcategorie, code van de standaard.';
comment on column dwh.dim_product.code is 'Productcode; uniek binnen het domein.';
comment on column dwh.dim_product.omschrijving is 'Omschrijving van het product.';
comment on column dwh.dim_product.segment is 'Segment van de regio, vrije tekst; leeg = geen.';
comment on column dwh.dim_product.intensiteit is 'Intensiteit: licht, midden, zwaar of maatwerk; leeg = onbekend.';
comment on column dwh.dim_product.bekostiging is 'Bekostiging: plek, traject, pxq of lumpsum; leeg = onbekend.';
comment on column dwh.dim_product.contract is 'Contract, vrije tekst; leeg = geen.';
comment on column dwh.dim_product.geldig_van is 'Eerste dag waarop deze indeling geldt; -infinity = zonder begin.';
comment on column dwh.dim_product.geldig_tot is 'Laatste dag waarop deze indeling geldt (die dag telt mee); infinity = zonder einde.';

do $$
declare
  tabel text;
begin
  foreach tabel in array array['dim_gemeente', 'dim_aanbieder', 'dim_product'] loop
    execute format('comment on column dwh.%I.bekend_van is %L', tabel,
      'Eerste dag waarop deze rij bekend was; -infinity voor de eerste keer dat het bestand is geladen.');
    execute format('comment on column dwh.%I.bekend_tot is %L', tabel,
      'Eerste dag waarop deze rij niet meer gold; infinity = geldt nu.');
  end loop;
end
$$;
