#include "smtp/auth_gsasl.h"

#include <string.h>

#include <utility>

namespace smtp {
namespace {

// libgsasl frees its copies without wiping them, and offers no way to do it but this.
void wipe_property(Gsasl_session* session, Gsasl_property property) {
  if (const char* value = gsasl_property_fast(session, property))
    ::explicit_bzero(const_cast<char*>(value), ::strlen(value));
}

base::Secret take(char* bytes, std::size_t size) {
  if (bytes == nullptr) return {};
  base::Secret taken(std::string(bytes, size));
  ::explicit_bzero(bytes, size);
  gsasl_free(bytes);
  return taken;
}

}  // namespace

std::unique_ptr<GsaslSession> GsaslSession::start(Role role, std::string_view mechanism,
                                                  Answer answer) {
  std::unique_ptr<GsaslSession> made(new GsaslSession(std::move(answer)));
  if (gsasl_init(&made->context_) != GSASL_OK) return nullptr;
  const auto begin = role == Role::client ? gsasl_client_start : gsasl_server_start;
  if (begin(made->context_, std::string(mechanism).c_str(), &made->session_) != GSASL_OK)
    return nullptr;
  gsasl_callback_set(made->context_, on_callback);
  gsasl_session_hook_set(made->session_, made.get());
  return made;
}

GsaslSession::~GsaslSession() {
  if (session_ != nullptr) {
    wipe_property(session_, GSASL_PASSWORD);
    wipe_property(session_, GSASL_SCRAM_SALTED_PASSWORD);
    gsasl_finish(session_);
  }
  if (context_ != nullptr) gsasl_done(context_);
}

int GsaslSession::on_callback(Gsasl*, Gsasl_session* session, Gsasl_property property) {
  auto* self = static_cast<GsaslSession*>(gsasl_session_hook_get(session));
  return self != nullptr && self->answer_ ? self->answer_(*self, property) : GSASL_NO_CALLBACK;
}

void GsaslSession::set(Gsasl_property property, std::string_view value) {
  if (!value.empty()) gsasl_property_set_raw(session_, property, value.data(), value.size());
}

std::string GsaslSession::get(Gsasl_property property) const {
  const char* value = gsasl_property_fast(session_, property);
  return value == nullptr ? "" : value;
}

GsaslSession::Step GsaslSession::step(std::string_view input) {
  const std::string terminated(input);
  char* output = nullptr;
  std::size_t size = 0;
  const int code = gsasl_step(session_, terminated.c_str(), terminated.size(), &output, &size);
  const bool gave = code == GSASL_OK || code == GSASL_NEEDS_MORE;
  return {code, gave ? take(output, size) : base::Secret()};
}

bool survives_saslprep(std::string_view text) {
  std::string terminated(text);
  char* prepared = nullptr;
  const int code = gsasl_saslprep(terminated.c_str(), GSASL_ALLOW_UNASSIGNED, &prepared, nullptr);
  base::wipe(terminated);
  if (code == GSASL_OK) take(prepared, ::strlen(prepared));
  return code == GSASL_OK;
}

}  // namespace smtp
