namespace OpenHands.Security;

/// <summary>A policy, made ready to judge every kind of action that runs.</summary>
internal sealed class Rulebook(SecurityPolicy policy)
{
    // Longer ones are nothing that anybody could judge, and reading them would take a while.
    private const int MaxTextLength = 64 * 1024;

    private readonly PathJudge _paths = new(policy);
    private readonly HostJudge _hosts = new(policy);

    public SecurityPolicy Policy { get; } = policy;

    public SecurityVerdict Judge(AgentAction action)
    {
        var findings = new Findings();
        switch (action)
        {
            case CmdRunAction { Command: var command, IsInput: var isInput }:
                JudgeCommand(command ?? "", isInput, findings);
                break;
            case IPythonRunCellAction cell:
                JudgeCell(cell.Code ?? "", findings);
                JudgeCell(cell.KernelInitCode ?? "", findings);
                break;
            case FileReadAction { Path: var path }:
                JudgePath(path, PathAccess.Read, findings);
                break;
            case FileWriteAction { Path: var path }:
                JudgePath(path, PathAccess.Write, findings);
                break;
            case BrowseUrlAction { Url: var url }:
                JudgeAddress(url ?? "", findings);
                break;
            case BrowseInteractiveAction { BrowserActions: var calls }:
                JudgeBrowser(calls ?? "", findings);
                break;
            case { IsRunnable: true }:
                findings.Add(SecurityRisk.Unknown, $"No rule knows the action {Findings.Quote(action.ActionType)}.");
                break;
        }

        return findings.Verdict;
    }

    private void JudgeCommand(string command, bool isInput, Findings findings)
    {
        var key = command.Trim();
        if (key.Length == 0 || string.Equals(key, "ctrl+c", StringComparison.OrdinalIgnoreCase) || (isInput && key is "C-c" or "C-d" or "C-z"))
        {
            findings.Add(SecurityRisk.Low, "It waits for the running command, or ends it.");
        }
        else if (isInput)
        {
            findings.Add(SecurityRisk.Unknown, "It is input for a program, which may do anything with it.");
        }
        else if (IsJudgeable(command, findings))
        {
            Commands(findings, 0).JudgeText(new ShellWord(command));
        }
    }

    private void JudgeCell(string code, Findings findings)
    {
        if (code.Length > 0 && IsJudgeable(code, findings))
        {
            JudgePython(code, findings, 0);
        }
    }

    private bool JudgePython(string code, Findings findings, int depth)
    {
        new PythonJudge(Policy, _paths, _hosts, Commands(findings, depth), findings).Judge(code);
        return true;
    }

    private CommandJudge Commands(Findings findings, int depth) => new(Policy, _paths, _hosts, JudgePython, findings, depth);

    private void JudgePath(string? path, PathAccess access, Findings findings) =>
        _paths.Judge(new ShellWord(path ?? "") { IsDynamic = path?.StartsWith('~') == true && path.Length > 1 && path[1] != '/' }, Policy.Workspace[0], access, findings);

    private void JudgeAddress(string address, Findings findings)
    {
        if (address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            _hosts.JudgeUrl(new ShellWord(address), findings);
        }
        else if (address.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            var path = address[5..].TrimStart('/');
            _paths.Judge(new ShellWord("/" + Uri.UnescapeDataString(path)), Policy.Workspace[0], PathAccess.Read, findings);
        }
        else if (address.Contains(':') || address.Length == 0)
        {
            findings.Add(SecurityRisk.Unknown, $"{Findings.Quote(address)} is no address of the web.");
        }
        else
        {
            // Not an address: 0.9.3 takes it as a file of the sandbox.
            JudgePath(address, PathAccess.Read, findings);
        }
    }

    private void JudgeBrowser(string calls, Findings findings)
    {
        if (!IsJudgeable(calls, findings))
        {
            return;
        }

        foreach (var (name, arguments) in BrowserCalls.Read(calls))
        {
            switch (name)
            {
                case "goto" or "new_tab" when arguments.Count > 0:
                    arguments.ForEach(address => JudgeAddress(address, findings));
                    break;
                case "noop" or "scroll" or "go_back" or "go_forward" or "new_tab" or "tab_close" or "tab_focus" or "hover" or "focus" or "send_msg_to_user" or "report_infeasible":
                    findings.Add(SecurityRisk.Low, $"'{name}' only looks.");
                    break;
                case "click" or "dblclick" or "fill" or "clear" or "press" or "select_option" or "drag_and_drop" or "keyboard_type" or "keyboard_press" or "keyboard_insert_text" or "mouse_click" or "mouse_move":
                    findings.Add(SecurityRisk.Medium, $"'{name}' acts on a page.");
                    break;
                case "upload_file" or "mouse_upload_file":
                    findings.Add(SecurityRisk.High, $"'{name}' sends a file to a page.");
                    break;
                default:
                    findings.Add(SecurityRisk.Unknown, $"{Findings.Quote(name)} is no call of the browser that is understood.");
                    break;
            }
        }
    }

    private static bool IsJudgeable(string text, Findings findings)
    {
        if (text.Length <= MaxTextLength && !text.Contains('\0'))
        {
            return true;
        }

        findings.Add(SecurityRisk.Unknown, text.Length > MaxTextLength
            ? $"It has {text.Length:N0} characters; more than {MaxTextLength:N0} are not judged."
            : "It holds a NUL character.");
        return false;
    }
}
