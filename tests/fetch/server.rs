//! A server on this machine that answers every path in its own, mostly bad, way.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A server, and the heads of the requests that came.
pub struct Server {
    /// `http://127.0.0.1:port`
    pub base: String,
    pub heads: Arc<Mutex<Vec<String>>>,
}

/// Starts a server. `answer` gets the path asked for and the connection, which is closed when it returns.
pub fn serve(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> Server {
    serve_heads(move |head, connection| answer(head.split(' ').nth(1).unwrap_or_default(), connection))
}

/// Starts a server. `answer` gets the head of the request and the connection.
pub fn serve_heads(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("a port"));
    let heads = Arc::new(Mutex::new(Vec::new()));
    let (answer, kept) = (Arc::new(answer), heads.clone());
    thread::spawn(move || {
        for mut connection in listener.incoming().flatten() {
            let (answer, kept) = (answer.clone(), kept.clone());
            thread::spawn(move || {
                let head = head(&connection);
                kept.lock().expect("no thread panics here").push(head.clone());
                answer(&head, &mut connection);
            });
        }
    });
    Server { base, heads }
}

fn head(connection: &TcpStream) -> String {
    let lines = BufReader::new(connection).lines().map_while(Result::ok);
    lines.take_while(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

/// Sends an answer with its length stated.
pub fn send(connection: &mut TcpStream, status: &str, headers: &[&str], body: &[u8]) {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let length = body.len();
    let _ = write!(connection, "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n");
    let _ = connection.write_all(body);
}

/// Sends bytes again and again until the other side has enough; says after how many.
pub fn send_forever(connection: &mut TcpStream, bytes: &[u8]) {
    while connection.write_all(bytes).is_ok() {}
}
