-- The figures of aanbieders as analysts see them, with what their codes mean.
create view rapport.indicator as
select i.sleutel, i.aanbieder, a.naam as aanbieder_naam, i.indicator, d.naam as indicator_naam, d.eenheid, d.norm,
  i.van, i.tot, i.gemeente, g.naam as gemeente_naam, i.kenmerk, i.waarde, i.teller, i.noemer, i.bekend_van
from dwh.indicator i
left join dwh.dim_indicator d on d.code = i.indicator and d.bekend_tot = 'infinity'
left join dwh.dim_gemeente g on g.code = i.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = i.aanbieder and a.bekend_tot = 'infinity'
where i.bekend_tot = 'infinity';

comment on view rapport.indicator is 'Cijfers zonder personen zoals nu bekend; een rij per cijfer.';
comment on column rapport.indicator.sleutel is 'Sleutel van het cijfer: hash van aanbieder, indicator, van, tot, gemeente en kenmerk.';
comment on column rapport.indicator.aanbieder is 'Aanbieder, AGB-code van acht cijfers.';
comment on column rapport.indicator.aanbieder_naam is 'Naam van de aanbieder; leeg als de code niet in aanbieders.csv staat.';
comment on column rapport.indicator.indicator is 'Code van de indicator.';
comment on column rapport.indicator.indicator_naam is 'Naam van de indicator; leeg als de code niet in indicatoren.csv staat.';
comment on column rapport.indicator.eenheid is 'Eenheid van de indicator; leeg = onbekend.';
comment on column rapport.indicator.norm is 'Norm in die eenheid; leeg = geen.';
comment on column rapport.indicator.van is 'Eerste dag van de periode waarover het cijfer gaat.';
comment on column rapport.indicator.tot is 'Laatste dag van de periode waarover het cijfer gaat.';
comment on column rapport.indicator.gemeente is 'Gemeente, CBS-code van vier cijfers; leeg = niet opgegeven.';
comment on column rapport.indicator.gemeente_naam is 'Naam van de gemeente; leeg als de code niet in gemeenten.csv staat.';
comment on column rapport.indicator.kenmerk is 'Nadere aanduiding van de aanbieder; leeg = geen.';
comment on column rapport.indicator.waarde is 'Waarde van het cijfer, in de eenheid van de indicator.';
comment on column rapport.indicator.teller is 'Teller, als het cijfer een verhouding is.';
comment on column rapport.indicator.noemer is 'Noemer, als het cijfer een verhouding is.';
comment on column rapport.indicator.bekend_van is 'Eerste dag waarop deze rij bekend was.';
