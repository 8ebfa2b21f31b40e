-- rapport:   dekking
-- titel:     Dekking
-- versie:    1
-- definitie: Wat volgens het leveringsplan is geleverd over de perioden die op de peildatum voorbij zijn, zoals dan bekend.
--            Een levering telt in elke maand (elk kwartaal, elk jaar) waarvan haar periode een dag heeft, en is dus niet op te
--            tellen. Berichten tellen voor de periode waarin zij zijn ontvangen; een lijst voor de dagen van haar
--            sluis-periode, en zonder die regel voor de periode voor die van ontvangst. Ontvangen is een periode waarvan alle
--            dagen zijn gedekt. gepland is de som van de andere.
-- per:       maand kwartaal jaar gemeente aanbieder organisatie dataset
-- waar:      frequentie uitkomst
-- dekking:   jw wmo traject indicator
-- optie:     uiterlijk getal 1 Maanden na een periode waarin een lijst daarover op tijd is
-- optie:     doortrekken nee|ja nee Of open trajecten doortellen na de nieuwste lijst van hun aanbieder
-- maat:      gepland aantal Leveringen die het plan verwacht
-- maat:      ontvangen aantal Daarvan ontvangen
-- maat:      verwacht aantal Niet ontvangen en nog op tijd
-- maat:      te_laat aantal Niet ontvangen en te laat
-- maat:      afgekeurd aantal Niet ontvangen, alleen geweigerd
-- maat:      geen_overeenkomst aantal Niet ontvangen, zonder overeenkomst die van kracht is
-- maat:      doorgetrokken aantal Niet ontvangen, en er zijn open trajecten die met --doortrekken doortellen
with deel as (:periode),
levering as (
  select
    d.organisatie, d.dataset, d.frequentie, d.uitkomst, d.van as eerste_dag, d.tot as laatste_dag,
    case when length(d.organisatie) = 4 then d.organisatie else 'onbekend' end as gemeente,
    case when length(d.organisatie) = 8 then d.organisatie else 'onbekend' end as aanbieder
  from rapport.dekking_op(
    :'van'::date, :'tot'::date, :'peildatum'::date, :'uiterlijk'::integer, :'doortrekken'::text = 'ja') as d
)
select
  :per,
  count(*) as gepland,
  count(*) filter (where uitkomst = 'ontvangen') as ontvangen,
  count(*) filter (where uitkomst = 'verwacht') as verwacht,
  count(*) filter (where uitkomst = 'te_laat') as te_laat,
  count(*) filter (where uitkomst = 'afgekeurd') as afgekeurd,
  count(*) filter (where uitkomst = 'geen_overeenkomst') as geen_overeenkomst,
  count(*) filter (where uitkomst = 'doorgetrokken') as doorgetrokken
from levering
join deel on deel.van <= laatste_dag and deel.tot >= eerste_dag
where :waar
group by :per
