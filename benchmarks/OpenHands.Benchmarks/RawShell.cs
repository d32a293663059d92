using System.Collections;
using System.Text;
using OpenHands.Execution.Processes;
using OpenHands.Execution.Terminals;

namespace OpenHands.Benchmarks;

/// <summary>
/// The least that talking to a shell can cost: bash on a terminal, one thread that writes a line and blocks in read(2) until the answer
/// is there. It knows no exit code, no directory and no timeout, and can be fooled by what a command prints.
/// </summary>
internal sealed class RawShell : IDisposable
{
    private readonly PseudoTerminal _terminal = PseudoTerminal.Open(24, 80);
    private readonly ChildProcess _bash;
    private readonly byte[] _buffer = new byte[64 * 1024];

    public RawShell()
    {
        // The terminal opens for a poller; here reads block.
        if (Libc.Control(_terminal.Master.Number, Libc.SetStatusFlags, 0) != 0)
        {
            throw new IOException($"fcntl failed: {Libc.LastError()}.");
        }

        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
        environment["PS1"] = "";
        _bash = ChildProcess.Start(
            "/bin/bash", ["bash", "--noediting", "--norc", "--noprofile", "-i"], environment, "/tmp", _terminal.SlavePath, [(0, 1), (2, 1)]);
        // Without it, reading ends when bash does.
        _terminal.Slave.Dispose();
        Run("echo ready\n", "ready\n");
    }

    /// <summary>Types a line and reads until the output ends so.</summary>
    /// <returns>The number of bytes read.</returns>
    public long Run(string line, string end)
    {
        var expected = Encoding.ASCII.GetBytes(end);
        _terminal.Master.WriteAll(Encoding.ASCII.GetBytes(line));
        long total = 0;
        var kept = 0;
        while (true)
        {
            var count = _terminal.Master.Read(_buffer.AsSpan(kept));
            if (count <= 0)
            {
                throw new IOException("bash has ended.");
            }

            total += count;
            var there = _buffer.AsSpan(0, kept + count);
            if (there.EndsWith(expected))
            {
                return total;
            }

            // The end may be split between two reads.
            kept = Math.Min(there.Length, expected.Length - 1);
            there[^kept..].CopyTo(_buffer);
        }
    }

    public void Dispose()
    {
        ProcessTable.Signal(_bash.Pid, Signal.Kill);
        _terminal.Dispose();
        _bash.Dispose();
    }
}
