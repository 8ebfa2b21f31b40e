sluis_fuzz(codec SOURCES fuzz_codec.c LIBRARIES sluis_test_record)
target_include_directories(fuzz_codec PRIVATE ${PROJECT_SOURCE_DIR}/tests/proto)
