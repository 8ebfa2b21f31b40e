sluis_test(report_definition SOURCES report_definition_test.c LIBRARIES sluis_warehouse)
sluis_postgres_test(report SOURCES report_test.c report_case.c LIBRARIES sluis_warehouse)
sluis_postgres_test(report_flow SOURCES report_flow_test.c report_case.c LIBRARIES sluis_warehouse)
sluis_postgres_test(kosten SOURCES kosten_test.c report_case.c LIBRARIES sluis_warehouse)
