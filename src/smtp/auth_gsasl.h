// One libgsasl session with an owner: only smtp/auth*.cc include this.
#pragma once

#include <gsasl.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace smtp {

class GsaslSession {
 public:
  // Called for a property that the session lacks: sets it, or judges (GSASL_VALIDATE_...).
  // Gives a Gsasl_rc.
  using Answer = std::function<int(GsaslSession&, Gsasl_property)>;

  enum class Role { client, server };

  // Null when libgsasl was built without the mechanism.
  static std::unique_ptr<GsaslSession> start(Role role, std::string_view mechanism, Answer answer);
  ~GsaslSession();
  GsaslSession(const GsaslSession&) = delete;
  GsaslSession& operator=(const GsaslSession&) = delete;

  // An empty value leaves the property unset.
  void set(Gsasl_property property, std::string_view value);
  std::string get(Gsasl_property property) const;  // empty when unset

  struct Step {
    int code;  // GSASL_OK, GSASL_NEEDS_MORE or an error
    base::Secret output;
  };
  Step step(std::string_view input);

 private:
  explicit GsaslSession(Answer answer) : answer_(std::move(answer)) {}
  static int on_callback(Gsasl* context, Gsasl_session* session, Gsasl_property property);

  Gsasl* context_ = nullptr;
  Gsasl_session* session_ = nullptr;
  Answer answer_;
};

// False when SASLprep (RFC 4013) forbids a character of `text`, or it is not UTF-8.
bool survives_saslprep(std::string_view text);

}  // namespace smtp
