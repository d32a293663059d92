namespace OpenHands.Execution.IPython;

// What the kernel says.
internal sealed partial class Kernel
{
    private async Task ListenAsync(JupyterChannel channel, Action<JupyterMessage> onMessage)
    {
        try
        {
            while (true)
            {
                using var message = await channel.ReadAsync(_stop.Token).ConfigureAwait(false);
                lock (_gate)
                {
                    onMessage(message);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
        {
            // The kernel is ending, or breaks the protocol, which ends it.
        }
    }

    private void OnShell(JupyterMessage message)
    {
        if (_cell is { } cell && message.ParentId.Length > 0 && (message.ParentId == cell.Id || message.ParentId == cell.FenceId))
        {
            // A reply that did not come could not be made, of an exception that cannot be written for one, or was interrupted.
            cell.SetReply(message.ParentId == cell.Id ? message.Text("status") : "lost");
            AskIfHalfOver(cell);
        }

        _answered.TrySetResult();
    }

    private void OnOutput(JupyterMessage message)
    {
        if (message.Type == "stream")
        {
            // Threads go on printing after their cell; that is not lost but belongs to whatever is told next.
            CellMessages.Apply(message, CellOutput);
            return;
        }

        if (message.Type == "status" && message.ParentId.Length > 0 && message.Text("execution_state") == "idle")
        {
            _firstIdle.TrySetResult();
        }

        if (_cell is not { } cell || message.ParentId.Length == 0)
        {
            return;
        }

        if (message.ParentId == cell.FenceId || message.ParentId == cell.Id && message.Type == "status")
        {
            if (message.Text("execution_state") == "idle")
            {
                cell.SetIdle();
                AskIfHalfOver(cell);
            }
        }
        else if (message.ParentId == cell.Id)
        {
            cell.SetBegun();
            cell.HasFailed |= message.Type == "error";
            CellMessages.Apply(message, CellOutput);
        }
    }
}
