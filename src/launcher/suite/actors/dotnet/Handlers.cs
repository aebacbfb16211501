public class Handlers
{
}
