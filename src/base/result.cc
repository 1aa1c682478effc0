#include "base/result.h"

#include <array>

namespace base {
namespace {

struct StageRow {
  Stage stage;
  std::string_view name;
  std::string_view words;
};

constexpr std::array kStages{
    StageRow{Stage::none, "none", "start"},
    StageRow{Stage::resolve, "resolve", "name lookup"},
    StageRow{Stage::connect, "connect", "connect"},
    StageRow{Stage::greeting, "greeting", "greeting"},
    StageRow{Stage::ehlo, "ehlo", "EHLO"},
    StageRow{Stage::helo, "helo", "HELO"},
    StageRow{Stage::lhlo, "lhlo", "LHLO"},
    StageRow{Stage::starttls, "starttls", "STARTTLS"},
    StageRow{Stage::tls, "tls", "TLS handshake"},
    StageRow{Stage::auth, "auth", "AUTH"},
    StageRow{Stage::mail, "mail", "MAIL FROM"},
    StageRow{Stage::rcpt, "rcpt", "RCPT TO"},
    StageRow{Stage::data, "data", "DATA"},
    StageRow{Stage::message, "message", "message content"},
    StageRow{Stage::dot, "dot", "end of data"},
    StageRow{Stage::rset, "rset", "RSET"},
    StageRow{Stage::quit, "quit", "QUIT"},
    StageRow{Stage::other, "other", "command"},
};

static_assert(in_order_of_enum(kStages, &StageRow::stage, Stage::other));

}  // namespace

std::string_view stage_words(Stage stage) {
  return kStages.at(static_cast<std::size_t>(stage)).words;
}

std::string_view stage_name(Stage stage) {
  return kStages.at(static_cast<std::size_t>(stage)).name;
}

}  // namespace base
