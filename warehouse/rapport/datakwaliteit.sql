-- rapport:   datakwaliteit
-- titel:     Datakwaliteit
-- versie:    1
-- definitie: Signalen (geladen, maar een regel klopt niet) zoals bekend op de peildatum, en meldingen van leveringen die
--            geheel of gedeeltelijk zijn afgekeurd, naar de dag van ontvangst van de levering.
-- per:       maand kwartaal jaar gemeente aanbieder domein
-- waar:      soort code
-- sleutel:   soort * signaal of afgekeurd
-- sleutel:   code * Code van de regel
-- dekking:   jw wmo traject indicator
-- maat:      aantal aantal Signalen, of meldingen van afgekeurde regels
-- maat:      leveringen aantal Verschillende leveringen waarin zij staan
with bevinding as (
  select
    'signaal' as soort, s.code, s.levering, l.ontvangen, coalesce(s.gemeente, 'onbekend') as gemeente, s.aanbieder, s.domein
  from dwh.signaal s
  join beheer.levering l on l.id = s.levering
  where s.bekend_van <= :'peildatum'::date and s.bekend_tot > :'peildatum'::date
  union all
  select
    'afgekeurd', m.code, l.id, l.ontvangen,
    case when length(l.organisatie) = 4 then l.organisatie else 'onbekend' end,
    case when length(l.organisatie) = 8 then l.organisatie else 'onbekend' end,
    case when l.soort like 'JW%' then 'jw' when l.soort like 'WMO%' then 'wmo' else 'onbekend' end
  from beheer.levering l
  join beheer.melding m on m.levering = l.id
  where l.oordeel <> 'goed' and l.bekend_van <= :'peildatum'::date
  union all
  select
    'afgekeurd', v.code, v.levering, v.ontvangen,
    case when length(v.organisatie) = 4 then v.organisatie else 'onbekend' end,
    case when length(v.organisatie) = 8 then v.organisatie else 'onbekend' end,
    case when v.soort like 'JW%' then 'jw' when v.soort like 'WMO%' then 'wmo' else 'onbekend' end
  from beheer.afkeuring_voorheen v
  where v.bekend_van <= :'peildatum'::date and v.bekend_tot > :'peildatum'::date
),
telling as (
  select width_bucket(ontvangen, :begindagen) as periode, bevinding.*
  from bevinding
  where ontvangen between :'van'::date and :'tot'::date
)
select
  :per,
  count(*) as aantal,
  count(distinct levering) as leveringen
from telling
where :waar
group by :per
