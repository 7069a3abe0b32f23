#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "http/forms.h"

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace narvi::http;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const Charset charset : {Charset::kUtf8Sig, Charset::kAscii, Charset::kLatin1, Charset::kUtf16,
                                Charset::kUtf16Be, Charset::kUtf32, Charset::kFirstPage}) {
    const auto other = parse_form(bytes, {}, charset);
    for (const auto& [name, value] : other ? other->fields() : std::vector<FormData::Field>()) {
      require(!narvi::find_utf8_fault(name) && !narvi::find_utf8_fault(value));
    }
  }
  const auto form = parse_form(bytes);
  if (!form) {
    return 0;
  }
  require(form->fields().size() <= FormLimits{}.fields);
  for (const auto& [name, value] : form->fields()) {
    require(!narvi::find_utf8_fault(name) && !narvi::find_utf8_fault(value));
    require(form->find(name) != nullptr && form->all(name).back() == *form->find(name));
  }
  const auto again = parse_form(write_form(*form));
  require(again.has_value() && *again == *form);
  return 0;
}
