# Reads a TRX report and prints one line a test: outcome, full name, and for others than passed the first line of the reason.
# Tests marked [Explicit] are left out: nobody asked for them.

function attribute(name,    at) {
  if (!match($0, " " name "=\"[^\"]*\"")) return ""
  at = RSTART + length(name) + 3
  return text(substr($0, at, RSTART + RLENGTH - 1 - at))
}

function text(xml) {
  gsub(/&quot;/, "\"", xml); gsub(/&lt;/, "<", xml); gsub(/&gt;/, ">", xml)
  gsub(/&#xD;/, "", xml); gsub(/&#x[0-9A-F]+;/, " ", xml); gsub(/&amp;/, "\\&", xml)
  gsub(/\t/, " ", xml)
  return xml
}

/<UnitTestResult / {
  count++
  id[count] = attribute("testId")
  name[count] = attribute("testName")
  outcome[count] = attribute("outcome")
}

/<Message>/ && reason[count] == "" {
  line = $0
  sub(/.*<Message>[ \t]*/, "", line)
  sub(/<\/Message>.*/, "", line)
  reason[count] = text(line)
}

/<UnitTest / { defined = attribute("id") }
/<Key>Explicit<\/Key>/ { explicit[defined] = 1 }
/<TestMethod / { class[defined] = attribute("className") }

END {
  for (i = 1; i <= count; i++) {
    if (id[i] in explicit) continue
    kind = outcome[i] == "Passed" ? "passed" : outcome[i] == "NotExecuted" ? "skipped" : "failed"
    print kind "\t" class[id[i]] "." name[i] (kind == "passed" ? "" : "\t" reason[i])
  }
}
