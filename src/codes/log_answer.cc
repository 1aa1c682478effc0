#include "codes/log_answer.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "codes/verdict_page.h"

namespace codes {
namespace {

// The class of reply that would have come to the same; 0: not known.
int class_of(LogOutcome outcome) {
  switch (outcome) {
    case LogOutcome::deferred:
      return 4;
    case LogOutcome::failed:
      return 5;
    case LogOutcome::delivered:
    case LogOutcome::refused:
      return 0;
  }
  return 0;
}

// What the server said to a client, or what no other host has said: its own programs and disks.
bool is_of_this_server(const LogEvent& event, const Answer& found) {
  const bool by_host = found.reply.code != 0 || event.remote.find('.') != event.remote.npos;
  return event.outcome == LogOutcome::refused || !by_host;
}

bool is_trouble_of_server(const Answer& found) {
  static constexpr std::array<std::string_view, 3> kReasons{"systemerror", "systemfull",
                                                            "mailererror"};
  return own_page_of(found.verdict) == nullptr &&
         std::ranges::find(kReasons, found.verdict.reason) != kReasons.end();
}

}  // namespace

Answer answer(const LogEvent& event, const Classifier& classifier) {
  Answer found = answer(event.text, classifier, {.status = event.status});
  classifier.name_provider(event.remote, found.verdict);
  if (is_trouble_of_server(found) && is_of_this_server(event, found))
    found.reason = &page_of_own_trouble();
  const int klass = class_of(event.outcome);
  const bool waits = event.outcome == LogOutcome::deferred;
  if (klass == 0 || (!waits && found.permanence != Permanence::unknown)) return found;
  found.permanence = permanence_of(klass);
  advise(found, klass, event.text);
  return found;
}

}  // namespace codes
