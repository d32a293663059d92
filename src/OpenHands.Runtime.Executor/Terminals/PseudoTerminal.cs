using System.Runtime.InteropServices;

namespace OpenHands.Execution.Terminals;

/// <summary>A pseudo-terminal: what a shell and its commands take for a person's terminal.</summary>
internal sealed unsafe class PseudoTerminal : IDisposable
{
    // struct termios begins with c_iflag, c_oflag, c_cflag, c_lflag.
    private const int OutputModes = 1;
    private const int LocalModes = 3;
    private const uint MapNewlineToCrLf = 0x4; // ONLCR
    private const uint Echo = 0x8;

    private readonly uint[] _modes = new uint[64]; // more than sizeof(struct termios) anywhere

    private PseudoTerminal(FileDescriptor master, FileDescriptor slave, string slavePath)
    {
        Master = master;
        Slave = slave;
        SlavePath = slavePath;
    }

    /// <summary>Our side: reads output, writes input. Non-blocking.</summary>
    public FileDescriptor Master { get; }

    /// <summary>Their side. Kept open, so that the terminal survives a command that closes its own.</summary>
    public FileDescriptor Slave { get; }

    /// <summary>The device, such as <c>/dev/pts/3</c>.</summary>
    public string SlavePath { get; }

    /// <summary>The process group that owns the terminal now, or 0.</summary>
    public int ForegroundGroup
    {
        get
        {
            int group;
            return Libc.DeviceControl(Master.Number, Libc.ForegroundGroup, &group) == 0 ? group : 0;
        }
    }

    /// <summary>Whether input was sent that no process has read yet.</summary>
    public bool HasUnreadInput => Slave.HasUnreadBytes;

    /// <summary>Opens a terminal that neither echoes input nor changes the line ends of output.</summary>
    /// <exception cref="IOException">The system has no terminal to give; the message says why.</exception>
    public static PseudoTerminal Open(ushort rows, ushort columns)
    {
        var master = FileDescriptor.Own(Libc.OpenPseudoTerminal(Libc.ReadWrite | Libc.NoControllingTerminal | Libc.CloseOnExec), "posix_openpt");
        try
        {
            var name = stackalloc byte[128];
            if (Libc.GrantPseudoTerminal(master.Number) != 0 || Libc.UnlockPseudoTerminal(master.Number) != 0
                || Libc.PseudoTerminalName(master.Number, name, 128) != 0)
            {
                throw new IOException($"The pseudo-terminal cannot be used: {Libc.LastError()}.");
            }

            var path = Marshal.PtrToStringUTF8((nint)name)!;
            var slave = FileDescriptor.Own(Libc.Open(path, Libc.ReadWrite | Libc.NoControllingTerminal | Libc.CloseOnExec, 0), $"open {path}");
            var terminal = new PseudoTerminal(master, slave, path);
            terminal.ChooseModes();
            terminal.SetSize(rows, columns);
            master.SetNonBlocking();
            return terminal;
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    /// <summary>Undoes what a command did to the terminal's modes.</summary>
    public void ResetModes()
    {
        fixed (uint* modes = _modes)
        {
            if (Libc.SetTerminalAttributes(Slave.Number, 0, modes) != 0)
            {
                throw new IOException($"tcsetattr failed: {Libc.LastError()}.");
            }
        }
    }

    public void Dispose()
    {
        Slave.Dispose();
        Master.Dispose();
    }

    private void ChooseModes()
    {
        fixed (uint* modes = _modes)
        {
            if (Libc.GetTerminalAttributes(Slave.Number, modes) != 0)
            {
                throw new IOException($"tcgetattr failed: {Libc.LastError()}.");
            }
        }

        _modes[OutputModes] &= ~MapNewlineToCrLf;
        _modes[LocalModes] &= ~Echo;
        ResetModes();
    }

    private void SetSize(ushort rows, ushort columns)
    {
        var size = stackalloc ushort[] { rows, columns, 0, 0 };
        if (Libc.DeviceControl(Slave.Number, Libc.SetWindowSize, size) != 0)
        {
            throw new IOException($"TIOCSWINSZ failed: {Libc.LastError()}.");
        }
    }
}
