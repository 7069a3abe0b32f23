# The shared object narvi_ext_authz.so: the only part that knows gRPC and protobuf. The program loads it when the
# gRPC entrance is set, and does not link it (src/http/ext_authz/module_interface.h).

find_program(NARVI_PROTOC protoc REQUIRED)
find_program(NARVI_GRPC_PLUGIN grpc_cpp_plugin REQUIRED)
pkg_check_modules(GRPC REQUIRED IMPORTED_TARGET grpc++)
pkg_check_modules(PROTOBUF REQUIRED IMPORTED_TARGET protobuf-lite)

set(folder http/ext_authz/module)
set(generated ${CMAKE_BINARY_DIR}/generated)
set(stem ${generated}/${folder}/ext_authz)
add_custom_command(
  OUTPUT ${stem}.pb.cc ${stem}.pb.h ${stem}.grpc.pb.cc ${stem}.grpc.pb.h
  COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
  COMMAND ${NARVI_PROTOC} --proto_path=${CMAKE_SOURCE_DIR}/src --cpp_out=${generated} --grpc_out=${generated}
          --plugin=protoc-gen-grpc=${NARVI_GRPC_PLUGIN} ${folder}/ext_authz.proto
  DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/ext_authz.proto)

# The generated files alone, for clang-tidy.
add_custom_target(narvi_ext_authz_messages DEPENDS ${stem}.pb.h ${stem}.grpc.pb.h)

# Messages and what Narvi makes of them: also for the tests, which read and write them without a server.
add_library(narvi_ext_authz_codec STATIC src/${folder}/codec.cpp ${stem}.pb.cc ${stem}.pb.h ${stem}.grpc.pb.h)
target_include_directories(narvi_ext_authz_codec PUBLIC ${CMAKE_SOURCE_DIR}/src)
target_include_directories(narvi_ext_authz_codec SYSTEM PUBLIC ${generated})
target_link_libraries(narvi_ext_authz_codec PUBLIC PkgConfig::PROTOBUF)
set_target_properties(narvi_ext_authz_codec PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden)

add_library(narvi_ext_authz MODULE src/${folder}/service.cpp ${stem}.grpc.pb.cc)
target_link_libraries(narvi_ext_authz PRIVATE narvi_ext_authz_codec PkgConfig::GRPC)
# pkg-config names everything that gRPC was made of; what service.cpp uses is a dozen.
target_link_options(narvi_ext_authz PRIVATE -Wl,--as-needed)
set_target_properties(narvi_ext_authz PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden)
# Warnings are for our files.
set_source_files_properties(${stem}.pb.cc ${stem}.grpc.pb.cc PROPERTIES COMPILE_OPTIONS "-w")
