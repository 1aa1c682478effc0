#include "probe/keywords.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace probe {
namespace {

struct Row {
  std::string_view keyword, meaning;
};

// The IANA registry of mail parameters, and what servers offer beyond it.
constexpr std::array kRows{
    Row{"8BITMIME", "bodies may hold bytes above 127 (RFC 6152)"},
    Row{"ATRN", "a queue is sent over the turned connection (RFC 2645)"},
    Row{"AUTH", "login, by these mechanisms (RFC 4954)"},
    Row{"BINARYMIME", "bodies may hold any bytes (RFC 3030)"},
    Row{"BURL", "the message may be fetched from an IMAP server (RFC 4468)"},
    Row{"CHUNKING", "BDAT: the message in chunks, without dots (RFC 3030)"},
    Row{"CONPERM", "conversion is permitted (RFC 4141)"},
    Row{"CONNEG", "content negotiation (RFC 4141)"},
    Row{"DELIVERBY", "a message may have a time by which it is to arrive (RFC 2852)"},
    Row{"DSN", "reports of delivery can be asked for (RFC 3461)"},
    Row{"ENHANCEDSTATUSCODES", "replies say 5.1.1 and the like (RFC 2034)"},
    Row{"ETRN", "a queue can be asked for (RFC 1985)"},
    Row{"EXPN", "EXPN tells who is on a list (RFC 5321)"},
    Row{"FUTURERELEASE", "a message may be held (RFC 4865)"},
    Row{"HELP", "HELP is answered (RFC 5321)"},
    Row{"LIMITS", "limits on what one connection may do (RFC 9422)"},
    Row{"MT-PRIORITY", "messages may have a priority (RFC 6710)"},
    Row{"MTRK", "messages can be tracked (RFC 3885)"},
    Row{"NO-SOLICITING", "solicitations are marked (RFC 3865)"},
    Row{"PIPELINING", "several commands may be sent in one go (RFC 2920)"},
    Row{"PRDR", "a reply for each recipient behind the message"},
    Row{"REQUIRETLS", "a message may demand TLS all the way (RFC 8689)"},
    Row{"RRVS", "a mailbox must have its owner since a moment (RFC 7293)"},
    Row{"SIZE", "messages of up to so many bytes (RFC 1870)"},
    Row{"SMTPUTF8", "addresses in any script (RFC 6531)"},
    Row{"STARTTLS", "the session can be encrypted (RFC 3207)"},
    Row{"SUBMITTER", "the responsible submitter (RFC 4405)"},
    Row{"TURN", "client and server change places; obsolete (RFC 821)"},
    Row{"VERB", "the server tells more of what it does"},
    Row{"VRFY", "VRFY is answered (RFC 5321)"},
    Row{"X-EXPS", "Microsoft's AUTH between its own servers"},
    Row{"X-ANONYMOUSTLS", "Microsoft's TLS between its own servers"},
    Row{"XCLIENT", "trusted hosts may speak for another client (Postfix)"},
    Row{"XEXCH50", "Microsoft's own between its servers"},
    Row{"XFORWARD", "trusted hosts may tell of another client for the log (Postfix)"},
};

}  // namespace

std::string_view meaning_of(std::string_view keyword) {
  const auto* found = std::ranges::find(kRows, keyword, &Row::keyword);
  return found == kRows.end() ? std::string_view() : found->meaning;
}

std::string explain(const smtp::Extension& extension) {
  const auto size = base::parse_number(extension.parameters, ~std::uint64_t{0});
  if (extension.keyword == "SIZE" && size && *size > 0)
    return fmt::format("messages of up to {} (RFC 1870)", base::show_size(*size));
  if (extension.keyword == "SIZE") return "the size may be told; no limit is (RFC 1870)";
  const std::string_view meaning = meaning_of(extension.keyword);
  return std::string(meaning.empty() ? "not known here" : meaning);
}

}  // namespace probe
