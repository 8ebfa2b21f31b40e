# A report is one SQL file in rapport/: it is compiled into the program, nothing else is to be changed.
file(GLOB report_sql RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS rapport/*.sql)
list(SORT report_sql)
sluis_embed(report_files ${report_sql})
set(REPORT_SOURCES
  decimal.c dekking.c dekking_format.c publication.c report.c report_asked.c report_cause.c report_diff.c report_diff_format.c report_definition.c
  report_format.c report_query.c ${CMAKE_CURRENT_BINARY_DIR}/report_files.c)
set(REPORT_LIBRARIES PkgConfig::JANSSON)
