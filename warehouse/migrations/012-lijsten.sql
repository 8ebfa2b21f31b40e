-- Lists of aanbieders: figures without persons, and which period a list covers.
--
-- A traject of a list stands in dwh.traject with bron `lijst`. Amounts of an indicator are kept in millionths, as the
-- event has them; beside each stands the number that people read.
alter table dwh.gebeurtenis alter column gemeente drop not null;
comment on column dwh.gebeurtenis.gemeente is 'Gemeente, CBS-code van vier cijfers; leeg = onbekend (alleen in lijsten).';
comment on column dwh.gebeurtenis.domein is 'Wettelijk domein: jw (Jeugdwet) of wmo (Wmo); onbekend als een lijst het niet zegt.';
comment on column dwh.gebeurtenis.soort is 'Soort gegeven: toewijzing (301), start (305), stop (307), prestatie (323), afwijzing (325: een afgekeurde prestatie), declaratie_afkeur (325: een declaratie die als geheel is afgekeurd), traject_regel (regel van een trajectlijst) of indicator_regel (regel van een indicatorlijst).';
comment on column dwh.gebeurtenis.pseudoniem is 'De cliënt: pseudoniem van het BSN, overal gelijk zolang de sleutel gelijk is. Van een declaratie_afkeur, die geen cliënt heeft, de declaratie; van een indicator_regel de sleutel in dwh.indicator.';
comment on column dwh.gebeurtenis.dagtekening is 'Dagtekening van het bericht; van een lijst de dag van ontvangst.';
comment on column dwh.traject.domein is 'Wettelijk domein: jw (Jeugdwet) of wmo (Wmo); onbekend als een lijst alleen een productcode noemt.';
comment on column dwh.traject.sleutel is 'Sleutel van het traject: hash van de toewijzing (of van de start zonder toewijzing) en het volgnummer; uit een lijst: van aanbieder en trajectnummer.';

alter table beheer.levering add column periode_van date, add column periode_tot date;
comment on column beheer.levering.periode_van is 'Eerste dag van de periode die een lijst dekt (sluis-periode); leeg als zij dat niet zegt.';
comment on column beheer.levering.periode_tot is 'Laatste dag van de periode die een lijst dekt (sluis-periode); leeg als zij dat niet zegt.';

create table dwh.indicator (
  sleutel uuid not null,
  aanbieder text not null,
  indicator text not null,
  van date not null,
  tot date not null,
  gemeente text,
  kenmerk text,
  waarde_micro bigint,
  teller_micro bigint,
  noemer_micro bigint,
  bekend_van date not null,
  bekend_tot date not null,
  waarde numeric generated always as (waarde_micro * 0.000001) stored,
  teller numeric generated always as (teller_micro * 0.000001) stored,
  noemer numeric generated always as (noemer_micro * 0.000001) stored,
  primary key (sleutel, bekend_van)
) with (fillfactor = 80);

comment on table dwh.indicator is 'Indicatoren: cijfers zonder personen die aanbieders aanleveren. De nieuwste lijst beslist; een ingetrokken cijfer heeft geen rij.';
comment on column dwh.indicator.sleutel is 'Sleutel van het cijfer: hash van aanbieder, indicator, van, tot, gemeente en kenmerk.';
comment on column dwh.indicator.aanbieder is 'Aanbieder, AGB-code van acht cijfers.';
comment on column dwh.indicator.indicator is 'Code van de indicator, in dwh.dim_indicator.';
comment on column dwh.indicator.van is 'Eerste dag van de periode waarover het cijfer gaat.';
comment on column dwh.indicator.tot is 'Laatste dag van de periode waarover het cijfer gaat.';
comment on column dwh.indicator.gemeente is 'Gemeente, CBS-code van vier cijfers; leeg = niet opgegeven.';
comment on column dwh.indicator.kenmerk is 'Nadere aanduiding van de aanbieder, vrije tekst; leeg = geen.';
comment on column dwh.indicator.waarde_micro is 'Waarde in miljoensten; leeg = niet opgegeven.';
comment on column dwh.indicator.teller_micro is 'Teller in miljoensten; leeg = niet opgegeven.';
comment on column dwh.indicator.noemer_micro is 'Noemer in miljoensten; leeg = niet opgegeven.';
comment on column dwh.indicator.bekend_van is 'Eerste dag waarop deze rij bekend was.';
comment on column dwh.indicator.bekend_tot is 'Eerste dag waarop deze rij niet meer gold; infinity = geldt nu.';
comment on column dwh.indicator.waarde is 'Waarde van het cijfer, in de eenheid van de indicator.';
comment on column dwh.indicator.teller is 'Teller, als het cijfer een verhouding is.';
comment on column dwh.indicator.noemer is 'Noemer, als het cijfer een verhouding is.';
