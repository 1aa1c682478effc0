// The fields of a delivery status (RFC 3464 section 2) in any text: the proper part of a report,
// or one that was forwarded, quoted or damaged.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace codes {

struct RecipientStatus {
  std::string final_recipient;
  std::string original_recipient;
  std::string action;      // "failed"
  std::string status;      // "5.1.1"
  std::string diagnostic;  // without its type ("smtp;")
  std::string remote_mta;

  // The final recipient; where that is a program, the address it stands for.
  const std::string& address() const {
    const bool is_mailbox =
        final_recipient.find('@') != std::string::npos && final_recipient[0] != '|';
    return is_mailbox || original_recipient.empty() ? final_recipient : original_recipient;
  }
};

struct StatusFields {
  std::string reporting_mta;
  std::vector<RecipientStatus> recipients;
};

StatusFields read_status_fields(std::string_view text);

}  // namespace codes
