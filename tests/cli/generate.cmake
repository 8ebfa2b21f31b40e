# reads what it generates with libxml2; the schemas come from outside, through SLUIS_ISTANDAARDEN
sluis_test(generate SOURCES generate_test.c generate_tree.c LIBRARIES sluis_cli PkgConfig::XML2)
sluis_test(generate_messages SOURCES generate_messages_test.c generate_tree.c LIBRARIES sluis_cli PkgConfig::XML2)
