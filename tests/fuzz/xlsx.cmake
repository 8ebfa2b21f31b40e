sluis_fuzz(xlsx SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz_xlsx.c LIBRARIES sluis_ingest PkgConfig::ZIP)
