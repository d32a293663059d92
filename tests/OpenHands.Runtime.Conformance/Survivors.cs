namespace OpenHands.Conformance;

/// <summary>Asks a shell which processes do not end.</summary>
/// <remarks>A process that only waits to be collected has ended. Who was killed may need a moment; each is given four seconds at most.</remarks>
public static class Survivors
{
    /// <summary>A command that tells those which go on.</summary>
    /// <param name="pids">Process ids, or words of bash that become some.</param>
    /// <param name="tell">What tells of one, whose id is <c>$p</c>.</param>
    public static string CommandFor(string pids, string tell = "echo $p") => $$"""
        for p in {{pids}}; do
          for ((i = 0; i < 200; i++)); do
            s=; { read -r s < /proc/$p/stat; } 2>/dev/null; s=${s##*) }
            case $s in ''|Z*|X*) continue 2;; esac
            sleep 0.02
          done
          {{tell}}
        done
        """;
}
