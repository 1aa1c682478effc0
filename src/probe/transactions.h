// Questions about an envelope, asked one after another on one conversation: MAIL, RCPT, RSET and
// nothing that could send a message.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "probe/call.h"
#include "smtp/reply.h"

namespace probe {

class Transactions {
 public:
  // `call` is prepared, and outlives this.
  explicit Transactions(Call& call) : call_(call) {}

  // What follows MAIL FROM:<...>, so that these addresses can be named: " SMTPUTF8" or nothing.
  static std::string_view parameters_for(std::initializer_list<std::string_view> addresses);

  // MAIL FROM with this path in angle brackets, and what follows them. A transaction that stands
  // is ended by RSET before. Nothing when the conversation is lost: so are then all further ones.
  std::optional<smtp::Reply> mail(const std::string& sender, const std::string& parameters = {});

  // RCPT TO in a transaction of this sender: the one that stands, as long as it has no recipient
  // yet; few servers let a client say RSET as often as it likes. The reply to MAIL when that is a
  // refusal. MAIL asks for SMTPUTF8 where one of the two needs it.
  std::optional<smtp::Reply> recipient(const std::string& sender, const std::string& recipient);
  // The last reply to MAIL.
  const smtp::Reply& begun() const { return begun_; }

  // Any other command outside of a transaction.
  std::optional<smtp::Reply> ask(const std::string& line);

  // Why nothing more can be asked: the error, or a 421. Empty while it can.
  std::string lost() const;
  // Lost, and neither by a 421, which wants to be left in peace, nor by silence: a further
  // connection may be asked for the rest.
  bool was_cut_off() const;

 private:
  std::optional<smtp::Reply> say(base::Stage stage, const std::string& line);
  bool reset();
  std::optional<smtp::Reply> begin(const std::string& sender, const std::string& parameters);

  Call& call_;
  std::string sender_;  // of the transaction that stands
  std::string parameters_;
  bool stands_ = false;    // MAIL was taken
  bool has_rcpt_ = false;  // and a recipient too
  smtp::Reply begun_;      // to MAIL
  std::optional<smtp::Reply> farewell_;
};

}  // namespace probe
