-- The rest of the reference data: what was agreed with whom, and what is planned, budgeted, priced and available.
-- Like the dimensions these rows carry the days on which they were known (sluis reference load).
create table beheer.overeenkomst (
  organisatie text not null,
  dataset text not null,
  geldig_van date not null,
  geldig_tot date not null,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (organisatie, dataset, geldig_van, bekend_van)
);

create table beheer.leveringsplan (
  organisatie text not null,
  dataset text not null,
  frequentie text not null,
  geldig_van date not null,
  geldig_tot date not null,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (organisatie, dataset, geldig_van, bekend_van)
);

create table dwh.budget (
  aanbieder text not null,
  product text not null,
  jaar integer not null,
  bedrag_cent bigint not null,
  aantal integer,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (aanbieder, product, jaar, bekend_van)
);

create table dwh.tarief (
  aanbieder text not null,
  product text not null,
  eenheid text not null,
  tarief_cent bigint not null,
  geldig_van date not null,
  geldig_tot date not null,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (aanbieder, product, eenheid, geldig_van, bekend_van)
);

create table dwh.capaciteit (
  aanbieder text not null,
  voorziening text,
  product text,
  plaatsen integer not null,
  geldig_van date not null,
  geldig_tot date not null,
  bekend_van date not null,
  bekend_tot date not null,
  unique nulls not distinct (aanbieder, voorziening, product, geldig_van, bekend_van)
);

create table dwh.dim_indicator (
  code text not null,
  naam text not null,
  eenheid text not null,
  norm numeric,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (code, bekend_van)
);

comment on table beheer.overeenkomst is 'Overeenkomsten, uit overeenkomsten.csv: wie welke gegevens mag leveren. Zonder overeenkomst op de dag van ontvangst wordt een levering ongelezen geweigerd.';
comment on column beheer.overeenkomst.dataset is 'Welke gegevens: jw of wmo (berichten), traject of indicator (lijsten).';
comment on table beheer.leveringsplan is 'Leveringsplan, uit leveringsplan.csv: wie wat hoe vaak levert.';
comment on column beheer.leveringsplan.dataset is 'Welke gegevens: jw of wmo (berichten), traject of indicator (lijsten).';
comment on column beheer.leveringsplan.frequentie is 'Hoe vaak: maand, kwartaal, halfjaar of jaar.';
comment on table dwh.budget is 'Budgetten (plafonds) per jaar, uit budgetten.csv.';
comment on column dwh.budget.jaar is 'Kalenderjaar.';
comment on column dwh.budget.bedrag_cent is 'Plafond in eurocenten.';
comment on column dwh.budget.aantal is 'Afgesproken aantal; leeg als er geen is.';
comment on table dwh.tarief is 'Tarieven, uit tarieven.csv.';
comment on column dwh.tarief.eenheid is 'Eenheid, code van de standaard (01 minuut, 04 uur, 14 etmaal, 16 dagdeel, 82 en 84 stuks, 83 eurocent).';
comment on column dwh.tarief.tarief_cent is 'Tarief per eenheid in eurocenten.';
comment on table dwh.capaciteit is 'Capaciteit, uit capaciteit.csv: plaatsen van een aanbieder, per voorziening of product.';
comment on column dwh.capaciteit.voorziening is 'Voorziening; leeg = alle voorzieningen van de aanbieder.';
comment on column dwh.capaciteit.plaatsen is 'Aantal plaatsen.';
comment on table dwh.dim_indicator is 'Indicatoren, uit indicatoren.csv.';
comment on column dwh.dim_indicator.code is 'Code van de indicator.';
comment on column dwh.dim_indicator.naam is 'Naam van de indicator.';
comment on column dwh.dim_indicator.eenheid is 'Eenheid: waarden worden alleen opgeteld als die aantal is.';
comment on column dwh.dim_indicator.norm is 'Norm; leeg als er geen is.';

-- What a column means wherever it stands.
do $$
declare
  kolom record;
begin
  for kolom in
    select a.attrelid::regclass as tabel, a.attname, uitleg.tekst
    from (values
      ('organisatie', 'Afzender: gemeente (CBS-code, vier cijfers) of aanbieder (AGB-code, acht cijfers).'),
      ('aanbieder', 'Aanbieder, AGB-code van acht cijfers.'),
      ('product', 'Productcode, of domein:code waar de code in beide domeinen voorkomt.'),
      ('geldig_van', 'Eerste dag waarop de rij geldt; -infinity = altijd al.'),
      ('geldig_tot', 'Laatste dag waarop de rij geldt; infinity = zonder einde.'),
      ('bekend_van', 'Eerste dag waarop deze rij bekend was.'),
      ('bekend_tot', 'Eerste dag waarop deze rij niet meer gold; infinity = geldt nu.')) as uitleg (kolom, tekst)
    join pg_attribute a on a.attname = uitleg.kolom and a.attnum > 0
    where a.attrelid in ('beheer.overeenkomst'::regclass, 'beheer.leveringsplan'::regclass, 'dwh.budget'::regclass,
      'dwh.tarief'::regclass, 'dwh.capaciteit'::regclass, 'dwh.dim_indicator'::regclass)
      and col_description(a.attrelid, a.attnum) is null
  loop
    execute format('comment on column %s.%I is %L', kolom.tabel, kolom.attname, kolom.tekst);
  end loop;
end
$$;
