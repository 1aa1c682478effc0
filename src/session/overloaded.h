// std::visit with one lambda for each alternative; the compiler finds the forgotten one.
#pragma once

namespace session {

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace session
