using System.Text;
using CsCheck;
using OpenHands.Execution.IPython;

namespace OpenHands.Execution.Tests.IPython;

[TestFixture]
public sealed class JupyterChannelTests
{
    private static readonly byte[] Key = "key"u8.ToArray();

    // Computed with Python's hmac: hmac.new(b"key", b"abcd", "sha256").hexdigest()
    [Test]
    public void Parts_are_signed_as_one_text()
    {
        using var signer = new JupyterSigner(Key);
        foreach (var part in (byte[][])["a"u8.ToArray(), "b"u8.ToArray(), "c"u8.ToArray(), "d"u8.ToArray()])
        {
            signer.Append(part);
        }

        Assert.That(Encoding.ASCII.GetString(signer.Sign()), Is.EqualTo("2a31ec0ee8d878c9eece9fb0df79b3b90b2256240163aa5ee50d176d3d1121f8"));
    }

    [Test]
    public async Task What_is_sent_can_be_read_with_the_same_key_whatever_it_holds()
    {
        await Gen.String.SampleAsync(async text =>
        {
            var wire = new MemoryStream();
            var request = JupyterRequest.Execute(text, silent: false);
            await Over(wire, Key).SendAsync(request, CancellationToken.None);
            wire.Position = 0;

            using var message = await Over(wire, Key).ReadAsync(CancellationToken.None);

            return message.Type == "execute_request" && message.Text("code") == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) && !message.IsTrue("stop_on_error");
        }, iter: 200);
    }

    [Test]
    public async Task Forged_and_broken_messages_are_passed_over()
    {
        var wire = new MemoryStream();
        await Over(wire, "other key"u8.ToArray()).SendAsync(JupyterRequest.KernelInfo(), CancellationToken.None);
        await using (var raw = new ZmtpStream(new OneWayStream(wire)))
        {
            await raw.SendAsync(["no delimiter"u8.ToArray()], CancellationToken.None);
            await raw.SendAsync(["<IDS|MSG>"u8.ToArray(), "short"u8.ToArray()], CancellationToken.None);
            await raw.SendAsync(Signed("{", "{}", "{}", "{}"), CancellationToken.None);
            await raw.SendAsync(Signed("[]", "3", "{}", "{}"), CancellationToken.None);
        }

        var right = JupyterRequest.Execute("right", silent: true);
        await Over(wire, Key).SendAsync(right, CancellationToken.None);
        wire.Position = 0;
        var channel = Over(wire, Key);

        using var empty = await channel.ReadAsync(CancellationToken.None);
        using var message = await channel.ReadAsync(CancellationToken.None);

        Assert.That((empty.Type, empty.ParentId), Is.EqualTo(("", "")));
        Assert.That(message.Text("code"), Is.EqualTo("right"));
    }

    [Test]
    public async Task Content_that_is_too_long_is_left_out_and_its_signature_checked_all_the_same()
    {
        var wire = new MemoryStream();
        var channel = Over(wire, Key);
        await channel.SendAsync(JupyterRequest.Execute(new string('x', JupyterChannel.LongestContent), silent: false), CancellationToken.None);
        await channel.SendAsync(JupyterRequest.Execute("next", silent: false), CancellationToken.None);
        wire.Position = 0;

        using var first = await channel.ReadAsync(CancellationToken.None);
        using var second = await channel.ReadAsync(CancellationToken.None);

        Assert.That((first.Type, first.IsOmitted, first.ContentBytes > JupyterChannel.LongestContent), Is.EqualTo(("execute_request", true, true)));
        Assert.That(second.Text("code"), Is.EqualTo("next"));
    }

    [Test]
    public void Bytes_that_are_no_text_are_replaced_and_half_a_surrogate_pair_is_shown_as_written()
    {
        using var message = new JupyterMessage("stream", "", [.. "{\"text\":\"a"u8, 0xFF, .. "b\",\"half\":\"\\ud800\"}"u8], 1);

        Assert.That((message.Text("text"), message.Text("half"), message.Text("missing", "deep")), Is.EqualTo(("a\ufffdb", "\\ud800", (string?)null)));
    }

    private static JupyterChannel Over(MemoryStream wire, byte[] key) => new(new ZmtpStream(new OneWayStream(wire)), key, "session", TimeProvider.System);

    private static byte[][] Signed(params string[] parts)
    {
        using var signer = new JupyterSigner(Key);
        var bytes = parts.Select(Encoding.UTF8.GetBytes).ToArray();
        foreach (var part in bytes)
        {
            signer.Append(part);
        }

        return ["<IDS|MSG>"u8.ToArray(), signer.Sign(), .. bytes];
    }
}
