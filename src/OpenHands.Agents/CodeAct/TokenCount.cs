using System.Text;
using Microsoft.Extensions.AI;

namespace OpenHands.Agents.CodeAct;

/// <summary>Estimates tokens by the bytes of the text, and learns from what the endpoint counts.</summary>
internal sealed class TokenCount
{
    private const int BytesOfAMessage = 16;
    private const int TokensOfAnImage = 1_200;

    // Below this the rest of a request weighs more than its text.
    private const long LeastBytesToLearnFrom = 4_000;

    // English prose has 4 bytes a token, code and numbers 3 and less. Rather too many than too few.
    private double _tokensOfAByte = 0.34;
    private long _bytes;
    private long _images;

    /// <summary>Tokens of the question that was weighed last.</summary>
    public long Estimate => EstimateOf(_bytes) + (_images * TokensOfAnImage);

    /// <summary>Tokens of a number of bytes.</summary>
    public long EstimateOf(long bytes) => (long)Math.Ceiling(bytes * _tokensOfAByte);

    /// <summary>Bytes of a number of tokens.</summary>
    public long BytesOf(long tokens) => (long)(tokens / _tokensOfAByte);

    /// <summary>Weighs a question.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="overhead">Bytes beside them.</param>
    /// <returns>Its tokens.</returns>
    public long Weigh(IEnumerable<ChatMessage> messages, int overhead)
    {
        _bytes = overhead;
        _images = 0;
        foreach (var message in messages)
        {
            _bytes += BytesOfAMessage;
            foreach (var content in message.Contents)
            {
                _bytes += BytesIn(content);
                _images += content is DataContent or UriContent ? 1 : 0;
            }
        }

        return Estimate;
    }

    /// <summary>The endpoint counted the question that was weighed last.</summary>
    public void Learn(long tokens)
    {
        if (_images == 0 && _bytes >= LeastBytesToLearnFrom)
        {
            _tokensOfAByte = Math.Clamp((double)tokens / _bytes * 1.05, 0.1, 2);
        }
    }

    private static long BytesIn(AIContent content) => content switch
    {
        TextContent text => Encoding.UTF8.GetByteCount(text.Text),
        FunctionCallContent call => call.Name.Length + (call.Arguments?.Sum(argument => argument.Key.Length + 8 + Encoding.UTF8.GetByteCount(argument.Value?.ToString() ?? "")) ?? 0),
        FunctionResultContent result => Encoding.UTF8.GetByteCount(result.Result as string ?? ""),
        _ => 0,
    };
}
