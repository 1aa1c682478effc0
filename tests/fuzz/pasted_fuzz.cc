#include <cstdint>
#include <string_view>

#include "codes/facts.h"
#include "codes/json_log.h"
#include "codes/json_webhook.h"
#include "codes/pasted_bounce.h"
#include "codes/plain_text.h"
#include "commands/codes/input.h"
#include "commands/codes/pasted_reply.h"

// Any bytes can be pasted.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const codes::Classifier& classifier = codes::Classifier::builtin();
  (void)codes::plain_text(text);
  (void)commands::sniff(text);
  (void)codes::read_pasted_bounce(text, classifier);
  (void)codes::read_webhook_bounce(text, classifier);
  (void)codes::replies_in_json(text);
  (void)codes::line_in_json(text);
  (void)codes::find_facts(text);
  commands::PastedLines pasted(commands::is_letter(text));
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : line.size());
    (void)pasted.take(line, rest);
  }
  (void)pasted.finish();
  return 0;
}
