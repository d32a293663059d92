namespace OpenHands.Execution.IPython;

/// <summary>What the kernel's messages do to the output of a cell.</summary>
internal static class CellMessages
{
    private const string NoInput = "StdinNotImplementedError";

    public static void Apply(JupyterMessage message, CellOutput output)
    {
        if (message.IsOmitted)
        {
            if (message.Type is not "execute_input")
            {
                output.AppendText($"[An output of {message.ContentBytes} bytes was left out: one may have {JupyterChannel.LongestContent}.]\n");
            }

            return;
        }

        switch (message.Type)
        {
            case "stream":
                output.AppendText(message.Text("text") ?? "");
                break;
            case "execute_result":
            case "display_data":
                output.AppendDisplay(Plain(message), Png(message), DisplayId(message));
                break;
            case "update_display_data" when DisplayId(message) is { } id:
                output.UpdateDisplay(Plain(message), Png(message), id);
                break;
            case "clear_output":
                output.Clear(message.IsTrue("wait"));
                break;
            case "error":
                output.AppendText(string.Join('\n', message.Texts("traceback")));
                if (message.Text("ename") == NoInput)
                {
                    output.AppendText("\n[Nobody can answer input() in a cell: put the value into the code, or read it from a file.]");
                }

                break;
        }
    }

    private static string? Plain(JupyterMessage message) => message.Text("data", "text/plain");

    private static string? Png(JupyterMessage message) => message.Text("data", "image/png");

    private static string? DisplayId(JupyterMessage message) => message.Text("transient", "display_id");
}
