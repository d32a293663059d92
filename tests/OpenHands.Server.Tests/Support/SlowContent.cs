using System.Net;
using System.Text;

namespace OpenHands.Server.Tests.Support;

/// <summary>A body of JSON that is sent when the test says so. Send it with <c>Expect: 100-continue</c>: then it has begun when the server reads it.</summary>
internal sealed class SlowContent : HttpContent
{
    private readonly byte[] _json;
    private readonly TaskCompletionSource _isAskedFor = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayBeSent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SlowContent(string json)
    {
        _json = Encoding.UTF8.GetBytes(json);
        Headers.ContentType = new("application/json");
    }

    public Task IsAskedFor => _isAskedFor.Task;

    public void Send() => _mayBeSent.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _isAskedFor.TrySetResult();
        await _mayBeSent.Task;
        await stream.WriteAsync(_json);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return true;
    }
}
