#include <cstdint>

#include "codes/answer.h"
#include "codes/rule.h"

// Any text has an answer, and is or is not a rule file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)codes::answer(text, codes::Classifier::builtin());
  (void)codes::parse_rules(text, "fuzz");
  return 0;
}
