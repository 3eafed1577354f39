/* SPDX-License-Identifier: MIT
 * A sample that the format check must refuse: brace, indent and pointer stand wrong. */
int sample(const char* p) {
  return p?1:0;
}
